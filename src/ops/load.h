/* ops, private: a pack by name or file, and a county's files read with it. */
#ifndef JH_OPS_LOAD_H
#define JH_OPS_LOAD_H

#include <junheng/assess.h>
#include <junheng/intake.h>
#include <junheng/ops.h>
#include <junheng/store.h>

#include "files.h"

/* Parameters that every operation on a county's files has. */
#define JH__PARAM_PACK                                                                   \
    {                                                                                    \
        .name = "pack", .kind = JH_PARAM_PACK, .required = true, .help = {               \
            "标准的名称或文件（jh pack list 列出已有的）",                               \
            "pack by name or file (jh pack list shows them)"                             \
        }                                                                                \
    }
#define JH__PARAM_FORM                                                                   \
    {                                                                                    \
        .name = "form", .kind = JH_PARAM_FORM, .many = true, .help = {                   \
            "只用这些表样识别文件；不写则自动识别",                                      \
            "recognise files by these forms only; default: find out"                     \
        }                                                                                \
    }
#define JH__PARAM_SET                                                                    \
    {                                                                                    \
        .name = "set", .kind = JH_PARAM_PAIR, .many = true, .help = {                    \
            "更改标准中的设置，如 cv_limit_primary=0.45",                                \
            "change a setting of the pack, such as cv_limit_primary=0.45"                \
        }                                                                                \
    }
#define JH__PARAM_WHERE                                                                  \
    {                                                                                    \
        .name = "where", .kind = JH_PARAM_TEXT, .help = {                                \
            "只取符合条件的行，如 '[PROGRAM TYPE] == \"GEN ED\"'",                       \
            "only rows for which this holds, such as '[PROGRAM TYPE] == \"GEN ED\"'"     \
        }                                                                                \
    }
#define JH__PARAM_COLUMN                                                                 \
    {                                                                                    \
        .name = "column", .kind = JH_PARAM_PAIR, .many = true,                           \
        .help =                                                                          \
        { "说明一列是哪个数据项，如 '班数=classes_primary'；右边留空则忽略此列。会记住", \
          "say which fact a column is, such as 'No. of rooms=multimedia_rooms'; "        \
          "nothing behind = ignores it; remembered" }                                    \
    }
#define JH__PARAM_MEMORY                                                                 \
    {                                                                                    \
        .name = "memory", .kind = JH_PARAM_TEXT, .help = {                               \
            "记住列名的文件（默认在用户目录 junheng/columns.csv）",                      \
            "file that remembers columns (default: junheng/columns.csv of the user)"     \
        }                                                                                \
    }
#define JH__PARAM_FILES                                                                  \
    {                                                                                    \
        .name = "file", .kind = JH_PARAM_FILE, .positional = true, .required = true,     \
        .many = true, .help = {                                                          \
            "县里已有的表：xlsx、xls、ods、csv，可以多个；或一个工作区",                 \
            "the county's files: xlsx, xls, ods, csv; one or more; or a workspace"       \
        }                                                                                \
    }
/* Which figures of a workspace; an operation that has these takes one for a FILE. */
#define JH__PARAM_YEAR                                                                   \
    {                                                                                    \
        .name = "year", .kind = JH_PARAM_NUMBER, .help = {                               \
            "工作区的年份：用该年最后一次定稿",                                          \
            "year of a workspace: its last snapshot is taken"                            \
        }                                                                                \
    }
#define JH__PARAM_SNAPSHOT                                                               \
    {                                                                                    \
        .name = "snapshot", .kind = JH_PARAM_TEXT, .help = {                             \
            "工作区的定稿名称",                                                          \
            "snapshot of a workspace by name"                                            \
        }                                                                                \
    }
#define JH__PARAM_LIVE                                                                   \
    {                                                                                    \
        .name = "live", .kind = JH_PARAM_FLAG, .help = {                                 \
            "不用定稿，用工作区里该年当前的数据（结果不保存）",                          \
            "a workspace's figures as they are now, not a snapshot; nothing is kept"     \
        }                                                                                \
    }
#define JH__PARAM_DATE                                                                   \
    {                                                                                    \
        .name = "date", .kind = JH_PARAM_TEXT, .help = {                                 \
            "评估日，如 2026-09-01（默认今天）；放宽条款按它判断是否有效",               \
            "day of the assessment, such as 2026-09-01 (default today); dates reliefs"   \
        }                                                                                \
    }
#define JH__PARAM_RELIEFS                                                                \
    {                                                                                    \
        .name = "reliefs-in-force", .kind = JH_PARAM_FLAG, .help = {                     \
            "放宽条款过期后仍然有效",                                                    \
            "reliefs still hold after their dates"                                       \
        }                                                                                \
    }

/* How files are read and judged. */
#define JH__PARAMS_RULES                                                                 \
    JH__PARAM_FORM, JH__PARAM_SET, JH__PARAM_WHERE, JH__PARAM_DATE, JH__PARAM_RELIEFS,   \
        JH__PARAM_COLUMN, JH__PARAM_MEMORY
/* The files, or which year of a workspace. */
#define JH__PARAMS_FACTS                                                                 \
    JH__PARAM_YEAR, JH__PARAM_SNAPSHOT, JH__PARAM_LIVE, JH__PARAM_FILES

/* Everything read and checked. */
typedef struct jh__county {
    jh_pack *pack;
    jh_facts facts;
    const jh_form **form;
    size_t forms;
    size_t rejected; /* rows set aside: facts.rejects, or as many as the workspace says */
    bool sample;     /* generated data, and says so */

    jh_kept_text *text; /* of the pack, its parents and vocabulary */
    size_t texts, text_cap;
    const char *workspace; /* path, or NULL where files were read */
    jh_snapshot snapshot;  /* id 0: the registers as they are */
} jh__county;

/* A pack or form by id, or by file if the word names one. Parents and vocabularies are found
 * beside a given file first, then among those that came with the program. */
typedef struct jh__library {
    jh_call *call;
    const char *folder; /* of the given file, or NULL */
    jh__county *keep;   /* takes the texts that were found; or NULL */
} jh__library;

jh_status jh__pack_open(jh_call *call, const char *word, jh_pack **out, jh_error *err);
/* The same; `keep` (or NULL) takes the texts that it was read from. */
jh_status jh__pack_keep(jh_call *call, const char *word, jh__county *keep, jh_pack **out,
                        jh_error *err);
jh_library jh__library_of(jh__library *library);

/* Reads the files of the call; diagnostics go to call->diags, unknown columns are asked once
 * and remembered, or listed. */
jh_status jh__county_read(jh_call *call, jh__county *out, jh_error *err);
/* Generated data is told by the name of its county, which no real one has. */
bool jh__says_sample(const jh_facts *facts);
/* Reads and assesses. */
jh_status jh__county_assess(jh_call *call, jh__county *county, jh_assessment *out,
                            jh_error *err);

/* Judges what was read, by statements of the day. */
jh_status jh__county_judge(jh_call *call, jh__county *county, const char *date,
                           bool reliefs_in_force, jh_assessment *out, jh_error *err);

/* Columns that the user named, kept between runs: two columns "label, fact". */
jh_status jh__memory_read(jh_call *call, const jh_taught **out, size_t *n, jh_error *err);
jh_status jh__memory_add(jh_call *call, const char *label, const char *fact,
                         jh_error *err);

/* The county's name as shown: its own, or "本县" where the files do not say. */
const char *jh__area_name(const jh_call *call, const char *name);

#endif
