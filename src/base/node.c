#include <junheng/node.h>

#include <math.h>
#include <string.h>
#include <yaml.h>

#define DEPTH_MAX 64

typedef struct reader {
    yaml_parser_t yaml;
    jh_arena *arena;
    const char *file;
    jh_error *err;
} reader;

static jh_status fail_at(reader *r, uint32_t line, uint32_t col, const char *problem)
{
    return jh_fail(r->err, JH_EINPUT, "node.syntax", "file:s line:u column:u problem:s",
                   r->file, (size_t)line, (size_t)col, problem);
}

static jh_status next_event(reader *r, yaml_event_t *event)
{
    if (yaml_parser_parse(&r->yaml, event)) return JH_OK;
    if (r->yaml.error == YAML_MEMORY_ERROR) return jh_nomem(r->err);
    uint32_t line = (uint32_t)r->yaml.problem_mark.line + 1;
    uint32_t col = (uint32_t)r->yaml.problem_mark.column + 1;
    return fail_at(r, line, col,
                   r->yaml.problem ? r->yaml.problem : "@node.problem_unknown");
}

static jh_status build(reader *r, yaml_event_t *event, int depth, jh_node **out);

static bool known_key(const jh_node *map, const char *key)
{
    return jh_node_get(map, key) != NULL;
}

/* Anchors, aliases and tags, which these files do without. */
static jh_status plain(reader *r, const yaml_event_t *event)
{
    uint32_t line = (uint32_t)event->start_mark.line + 1;
    uint32_t col = (uint32_t)event->start_mark.column + 1;
    const void *anchor = NULL, *tag = NULL;
    if (event->type == YAML_SCALAR_EVENT) {
        anchor = event->data.scalar.anchor;
        tag = event->data.scalar.tag;
    } else if (event->type == YAML_SEQUENCE_START_EVENT) {
        anchor = event->data.sequence_start.anchor;
        tag = event->data.sequence_start.tag;
    } else if (event->type == YAML_MAPPING_START_EVENT) {
        anchor = event->data.mapping_start.anchor;
        tag = event->data.mapping_start.tag;
    }
    if (event->type == YAML_ALIAS_EVENT || anchor)
        return fail_at(r, line, col, "@node.problem_anchor");
    return tag ? fail_at(r, line, col, "@node.problem_tag") : JH_OK;
}

/* The text of a scalar; texts end at a NUL, so none may hold one. */
static jh_status text_of(reader *r, const yaml_event_t *event, const char **out)
{
    const char *value = (const char *)event->data.scalar.value;
    size_t n = event->data.scalar.length;
    if (memchr(value, '\0', n))
        return fail_at(r, (uint32_t)event->start_mark.line + 1,
                       (uint32_t)event->start_mark.column + 1, "@node.problem_nul");
    *out = jh_strndup(r->arena, value, n);
    return *out ? JH_OK : jh_nomem(r->err);
}

static jh_status key_of(reader *r, const yaml_event_t *event, const char **out)
{
    JH_TRY(plain(r, event));
    if (event->type == YAML_SCALAR_EVENT) return text_of(r, event, out);
    return fail_at(r, (uint32_t)event->start_mark.line + 1,
                   (uint32_t)event->start_mark.column + 1, "@node.problem_key");
}

/* Reads the children of `parent` up to `end`. Consumes the events, not the parent's. */
static jh_status children(reader *r, jh_node *parent, yaml_event_type_t end, int depth)
{
    jh_node **tail = &parent->first;
    for (;;) {
        yaml_event_t event;
        const char *key = NULL;
        uint32_t line = 0, col = 0;
        JH_TRY(next_event(r, &event));
        if (event.type == end) {
            yaml_event_delete(&event);
            return JH_OK;
        }
        if (parent->kind == JH_MAP) {
            line = (uint32_t)event.start_mark.line + 1;
            col = (uint32_t)event.start_mark.column + 1;
            jh_status st = key_of(r, &event, &key);
            yaml_event_delete(&event);
            JH_TRY(st);
            if (known_key(parent, key))
                return jh_fail(r->err, JH_EINPUT, "node.duplicate_key",
                               "file:s line:u column:u key:s", r->file, (size_t)line,
                               (size_t)col, key);
            JH_TRY(next_event(r, &event));
        }
        jh_node *child = NULL;
        jh_status st = build(r, &event, depth + 1, &child);
        if (st != JH_OK) return st;
        child->key = key;
        child->key_line = line;
        child->key_col = col;
        *tail = child;
        tail = &child->next;
        parent->n++;
    }
}

/* Builds the node that `event` begins; always deletes the event. */
static jh_status build(reader *r, yaml_event_t *event, int depth, jh_node **out)
{
    jh_node *node = jh_alloc(r->arena, sizeof *node);
    yaml_event_type_t type = event->type;
    jh_status st = JH_OK;
    *out = node;
    if (!node) {
        yaml_event_delete(event);
        return jh_nomem(r->err);
    }
    node->file = r->file;
    node->line = (uint32_t)event->start_mark.line + 1;
    node->col = (uint32_t)event->start_mark.column + 1;
    node->kind = JH_SCALAR;
    if (depth > DEPTH_MAX)
        st = fail_at(r, node->line, node->col, "@node.problem_depth");
    else
        st = plain(r, event);
    if (st == JH_OK && type == YAML_SCALAR_EVENT) {
        node->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
        st = text_of(r, event, &node->text);
    }
    yaml_event_delete(event);
    if (st != JH_OK || type == YAML_SCALAR_EVENT) return st;
    node->kind = type == YAML_MAPPING_START_EVENT ? JH_MAP : JH_LIST;
    yaml_event_type_t end =
        node->kind == JH_MAP ? YAML_MAPPING_END_EVENT : YAML_SEQUENCE_END_EVENT;
    return children(r, node, end, depth);
}

static jh_status document(reader *r, jh_node **root)
{
    yaml_event_t event;
    for (;;) { /* stream start, document start */
        JH_TRY(next_event(r, &event));
        if (event.type == YAML_STREAM_END_EVENT) {
            yaml_event_delete(&event);
            return fail_at(r, 1, 1, "@node.problem_empty");
        }
        if (event.type != YAML_STREAM_START_EVENT &&
            event.type != YAML_DOCUMENT_START_EVENT)
            break;
        yaml_event_delete(&event);
    }
    JH_TRY(build(r, &event, 1, root));
    for (;;) { /* document end, stream end */
        JH_TRY(next_event(r, &event));
        yaml_event_type_t type = event.type;
        uint32_t line = (uint32_t)event.start_mark.line + 1;
        yaml_event_delete(&event);
        if (type == YAML_STREAM_END_EVENT) return JH_OK;
        if (type != YAML_DOCUMENT_END_EVENT)
            return fail_at(r, line, 1, "@node.problem_documents");
    }
}

jh_status jh_node_parse(jh_arena *arena, const char *file, const void *bytes, size_t n,
                        jh_node **root, jh_error *err)
{
    reader r = {.arena = arena, .err = err};
    r.file = jh_strdup(arena, file);
    if (!r.file || !yaml_parser_initialize(&r.yaml)) return jh_nomem(err);
    yaml_parser_set_input_string(&r.yaml, bytes, n);
    jh_status st = document(&r, root);
    yaml_parser_delete(&r.yaml);
    return st;
}

const jh_node *jh_node_get(const jh_node *map, const char *key)
{
    if (!map || map->kind != JH_MAP) return NULL;
    for (const jh_node *c = map->first; c; c = c->next)
        if (!strcmp(c->key, key)) return c;
    return NULL;
}

const char *jh_node_text(const jh_node *map, const char *key)
{
    const jh_node *c = jh_node_get(map, key);
    return c && c->kind == JH_SCALAR ? c->text : NULL;
}

jh_label jh_node_label(const jh_node *map, const char *key)
{
    const jh_node *c = jh_node_get(map, key);
    if (!c) return (jh_label){0};
    if (c->kind == JH_SCALAR) return (jh_label){c->text, c->text};
    return (jh_label){jh_node_text(c, "zh"), jh_node_text(c, "en")};
}

jh_status jh_node_fail(jh_error *err, const jh_node *at, const char *key,
                       const char *spec, ...)
{
    va_list ap;
    jh_arena *scratch = jh_arena_new();
    if (!scratch) return jh_nomem(err);
    va_start(ap, spec);
    /* the place first, then up to three arguments of the caller's, all strings */
    const char *name[3] = {"a", "b", "c"}, *value[3] = {"", "", ""};
    for (int i = 0; i < 3 && *spec; i++) {
        size_t n = strcspn(spec, ":");
        name[i] = jh_strndup(scratch, spec, n);
        if (spec[n + 1] == 'g') {
            char *number = jh_alloc(scratch, 32);
            if (number) jh_number_shortest(va_arg(ap, double), number);
            value[i] = number;
        } else if (spec[n + 1] == 'u') {
            value[i] = jh_sprintf(scratch, "%zu", va_arg(ap, size_t));
        } else {
            value[i] = va_arg(ap, const char *);
        }
        spec += n + 2;
        spec += strspn(spec, " ");
    }
    va_end(ap);
    char *full = jh_sprintf(scratch, "file:s line:u column:u %s:s %s:s %s:s", name[0],
                            name[1], name[2]);
    jh_status st =
        full ? jh_fail(err, JH_EINPUT, key, full, at && at->file ? at->file : "",
                       at ? (size_t)at->line : 0, at ? (size_t)at->col : 0, value[0],
                       value[1], value[2])
             : jh_nomem(err);
    jh_arena_free(scratch);
    return st;
}

jh_status jh_node_only(const jh_node *map, const char *const *allowed, jh_error *err)
{
    if (map->kind != JH_MAP) return jh_node_fail(err, map, "node.not_a_map", "");
    for (const jh_node *c = map->first; c; c = c->next) {
        const char *const *a = allowed;
        while (*a && strcmp(*a, c->key))
            a++;
        if (*a) continue;
        jh_node at = *c;
        at.line = c->key_line;
        at.col = c->key_col;
        return jh_node_fail(err, &at, "node.unknown_key", "key:s", c->key);
    }
    return JH_OK;
}

jh_status jh_node_need_text(const jh_node *map, const char *key, const char **out,
                            jh_error *err)
{
    const jh_node *c = jh_node_get(map, key);
    if (!c) return jh_node_fail(err, map, "node.missing_key", "key:s", key);
    if (c->kind != JH_SCALAR || !c->text[0])
        return jh_node_fail(err, c, "node.not_a_text", "key:s", key);
    *out = c->text;
    return JH_OK;
}

jh_status jh_node_number(const jh_node *map, const char *key, bool required, double *out,
                         jh_error *err)
{
    const jh_node *c = jh_node_get(map, key);
    if (!c && !required) return JH_OK;
    if (!c) return jh_node_fail(err, map, "node.missing_key", "key:s", key);
    const char *text = c->kind == JH_SCALAR ? c->text : "";
    if (!jh_number_parse_share(text, strlen(text), out))
        return jh_node_fail(err, c, "node.not_a_number", "key:s text:s", key, text);
    return JH_OK;
}

jh_status jh_node_bool(const jh_node *map, const char *key, bool required, bool *out,
                       jh_error *err)
{
    const jh_node *c = jh_node_get(map, key);
    if (!c && !required) return JH_OK;
    if (!c) return jh_node_fail(err, map, "node.missing_key", "key:s", key);
    const char *text = c->kind == JH_SCALAR ? c->text : "";
    if (!strcmp(text, "yes") || !strcmp(text, "true"))
        *out = true;
    else if (!strcmp(text, "no") || !strcmp(text, "false"))
        *out = false;
    else
        return jh_node_fail(err, c, "node.not_yes_or_no", "key:s text:s", key, text);
    return JH_OK;
}
