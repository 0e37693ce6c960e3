/* ops, private: forms as files, and what stands in them. */
#ifndef JH_OPS_FORM_FILE_H
#define JH_OPS_FORM_FILE_H

#include <junheng/intake.h>
#include <junheng/ops.h>

typedef struct jh__form_file {
    const char *file;
    const void *bytes;
    size_t n;
    const char
        *folder; /* where its vocabulary may stand; NULL: it came with the program */
    const jh_node *root;
    const char *id, *vocabulary, *record, *layout;
    jh_label name;
} jh__form_file;

/* The forms that came with the program, by name. */
jh_status jh__forms_builtin(jh_call *call, jh__form_file **out, size_t *n, jh_error *err);
/* A form by id, or by file if the word names one. */
jh_status jh__form_file_open(jh_call *call, const char *word, jh__form_file *out,
                             jh_error *err);
/* The vocabulary that it is for. */
jh_status jh__form_file_vocabulary(jh_call *call, const jh__form_file *f,
                                   jh_vocabulary **out, jh_error *err);
/* Reads and checks the form itself. */
jh_status jh__form_file_read(jh_call *call, const jh__form_file *f,
                             const jh_vocabulary *vocabulary, jh_form **out,
                             jh_error *err);

#endif
