/* What a program that uses the installed library looks like at its smallest. */
#include <junheng/junheng.h>

#include <stdio.h>

int main(void)
{
    char text[64];
    jh_number_fixed(2.675, 2, text);
    jh_library library = jh_library_builtin();
    jh_arena *arena = jh_arena_new();
    jh_error err = {0};
    jh_pack *pack = NULL;
    jh_status st =
        arena ? jh_pack_load(arena, &library, "cn-2017-quality", NULL, &pack, &err)
              : JH_ENOMEM;
    if (st == JH_OK) printf("%s %s %s\n", text, pack->id, jh_text(JH_EN, "base.at_row"));
    jh_arena_free(arena);
    return st == JH_OK ? 0 : 1;
}
