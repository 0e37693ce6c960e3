/* Seen by clang-tidy alone, before each file: it reads one file at a time and cannot know that
 * these return the failure that they are given, and so would follow paths that do not exist. */
#ifndef JH_ANALYZER_H
#define JH_ANALYZER_H

#include <junheng/base.h>
#include <junheng/node.h>

#define jh_fail(err, status, ...)                                                        \
    ((void)(jh_fail)((err), (status), __VA_ARGS__), (status))
#define jh_nomem(err) ((void)(jh_nomem)(err), JH_ENOMEM)
#define jh_node_fail(err, ...) ((void)(jh_node_fail)((err), __VA_ARGS__), JH_EINPUT)

#endif
