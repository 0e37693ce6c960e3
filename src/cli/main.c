#include "cli.h"

#include <locale.h>
#include <signal.h>

int main(int argc, char **argv)
{
    size_t n;
    const jh_op *const *ops = jh_op_list(&n);
    /* character widths only: numbers keep their point whatever the locale says */
    setlocale(LC_CTYPE, "C.UTF-8");
    /* writing to a closed pipe shall fail, not kill: files are then closed in order */
    signal(SIGPIPE, SIG_IGN);
    jh__world world = {ops, n, stdin, stdout, stderr};
    return jh__main(&world, argc, (const char *const *)argv);
}
