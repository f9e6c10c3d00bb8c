/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside the schema floor: how snapshots are put together. */
#pragma once

#include <json-glib/json-glib.h>
#include "tw-schema.h"

G_BEGIN_DECLS

#define TW_MAX_KEY             48
#define TW_FIRST_CUSTOM_ENTITY 1024
#define TW_LAST_ENTITY         4095
#define TW_FIRST_CUSTOM_FIELD  10000
#define TW_MAX_DEPTH           32
#define TW_MAX_DEFINITION_SIZE (32 * 1024 * 1024)

/* An entity while its snapshot is made. Everything lives in the schema's arena. */
typedef struct
{
  TwEntity    entity;
  GPtrArray  *fields;                                  /* TwField * */
  GPtrArray  *inverses;                                /* TwInverse * */
  GHashTable *by_key;                                  /* key → TwField */
  GHashTable *by_number;
  GHashTable *inverse_by_key;
  /* Names of the parts, resolved when all fields are there. */
  const char *name, *board, *date, *value, *owner;
  const char *file;                                    /* for messages */
  GHashTable *lines;                                   /* (nullable) path → line */
  GHashTable *labels;                                  /* (nullable) "fr" → JSON object of the site's translations */
} TwEntityBuild;

struct _TwSchema
{
  gatomicrefcount ref_count;
  GPtrArray  *strings;                                 /* (owned) every pointer that must be freed */
  GHashTable *interned;
  GPtrArray  *builds;                                  /* TwEntityBuild *, shipped order */
  GHashTable *by_key;                                  /* key and plural → TwEntityBuild */
  GHashTable *by_number;
  GHashTable *translations;                            /* object pointer → GHashTable language → label */
  GHashTable *translations_plural;
  char       *version;
  GPtrArray  *sources;                                 /* the texts it was made of, for tw_schema_extend() */
  GPtrArray  *source_names;
};

/* Where each member and element of a valid JSON text stands: "/fields/3/key" → line. */
GHashTable *tw_json_lines_new  (const char *text);
guint       tw_json_lines_find (GHashTable *lines, const char *path);

const char *tw_schema_intern (TwSchema *schema, const char *text);               /* NULL stays NULL */
gpointer    tw_schema_alloc  (TwSchema *schema, gsize size);                     /* zeroed, lives as long as the schema */

TwEntityBuild *tw_schema_read_entity (TwSchema *schema, JsonObject *object, const char *file, GHashTable *lines, const char *path,
                                      gboolean custom, GError **error);
TwField *tw_schema_read_field (TwSchema *schema, TwEntityBuild *build, JsonObject *object, const char *file, GHashTable *lines,
                               const char *path, gboolean custom, GError **error);
gboolean tw_schema_add_common_fields (TwSchema *schema, TwEntityBuild *build, GError **error);
/* Inverses, targets, named parts, columns: what needs all entities. */
gboolean tw_schema_link_up (TwSchema *schema, GError **error);
gboolean tw_schema_fail (GError **error, TwSchemaError code, const char *file, GHashTable *lines, const char *path, const char *format, ...)
  G_GNUC_PRINTF (6, 7);
gboolean tw_schema_is_key (const char *text);

TwType      tw_kind_get_type (TwKind kind);
gboolean    tw_kind_parse    (const char *name, TwKind *kind);
const char *tw_kind_get_name (TwKind kind);

G_END_DECLS
