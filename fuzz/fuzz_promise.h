/* What a fuzz target holds the program to. */
#ifndef JH_FUZZ_PROMISE_H
#define JH_FUZZ_PROMISE_H

#include <junheng/base.h>

#include <stdlib.h>
#include <string.h>

static inline void promise(bool kept)
{
    if (!kept) abort();
}

/* An error is said in both languages. */
static inline void promise_error(const jh_error *err)
{
    promise(err->status != JH_OK && err->msg.key && jh_text_has(err->msg.key));
    for (int lang = JH_ZH; lang <= JH_EN; lang++) {
        jh_buf b = {0};
        jh_msg_render(&b, (jh_lang)lang, &err->msg);
        promise(b.oom || (b.p && b.p[0]));
        jh_buf_clear(&b);
    }
}

#endif
