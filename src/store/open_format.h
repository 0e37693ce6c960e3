/* store, private: what the two sides of an export agree on.
 *
 * One CSV file a table, columns in the order of the schema. A text is always quoted, a number
 * never; nothing at all is NULL. A text that a spreadsheet would run as a formula, or that
 * begins with an apostrophe, has one more apostrophe before it. A hash is hexadecimal; `bytes`
 * is the name of a file in the folder files/. */
#ifndef JH_STORE_OPEN_FORMAT_H
#define JH_STORE_OPEN_FORMAT_H

#define JH__EXPORT_HEAD "junheng-export 1 schema "
#define JH__EXPORT_ABOUT "workspace.txt"
/* Tables in the order in which they may refer to each other: that of their making. */
#define JH__EXPORT_TABLES                                                                \
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "  \
    "ORDER BY rowid"
#define JH__EXPORT_NEUTRAL "=+-@\t\r\n'"

#endif
