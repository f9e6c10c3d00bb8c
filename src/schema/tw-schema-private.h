/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of this floor know of each other: the structs behind the public ones, the builder that makes a snapshot, and
 * the table of kinds. */
#pragma once

#include "tw-doc.h"
#include "tw-schema.h"
#include "tw-schema-arena-private.h"

G_BEGIN_DECLS

#define TW_KEY_MAX_LENGTH        48
#define TW_LABEL_MAX_LENGTH      200
#define TW_EXPRESSION_MAX_LENGTH 10000
#define TW_ENTITY_MAX_SHIPPED    1023
#define TW_ENTITY_MAX            4095
#define TW_FIELD_PARENT          5         /* own objects: the link to the record that they belong to */
#define TW_FIELD_FIRST_CUSTOM    10000
#define TW_FIELD_MAX             999999
#define TW_CHOICES_MAX           5000

/* Inline translation of a site's own definition. */
typedef struct
{
  const char *language;                  /* "fr", "pt_BR" */
  const char *label;
  const char *label_plural;              /* entities; nullable */
} TwSchemaLabel;

typedef struct
{
  TwChoice base;
  const TwSchemaLabel *const *labels;
} TwChoiceImpl;

typedef struct
{
  TwField base;
  const TwSchemaLabel *const *labels;
  const TwSchemaLabel *const *inverse_labels;
  const char *same_choices;              /* "activity.kind": what a site does to its choices is done to these too; nullable */
  GRegex    *regex;                      /* owned by the schema that read the field */
  TwValue    min, max;                   /* whole numbers inside: nothing to clear; null without a bound */
  const char *source;                    /* while the schema is built: where the field stands */
  const TwDocNode *node;
} TwFieldImpl;

typedef struct
{
  const char *key, *label;
  const TwSchemaLabel *const *labels;
} TwSectionImpl;

/* The fields that play a part, as keys. */
enum { TW_ROLE_NAME, TW_ROLE_BOARD, TW_ROLE_DATE, TW_ROLE_VALUE, TW_ROLE_OWNER, TW_ROLE_TOUCHED, TW_ROLE_NEXT, TW_ROLE_REASON,
       TW_ROLE_TIMELINE, TW_ROLE_SHARED, TW_ROLE_SHARED_WITH, TW_N_ROLES };

typedef struct
{
  TwEntity base;
  const TwSchemaLabel *const *labels;
  const TwSectionImpl *const *sections;
  const char *roles[TW_N_ROLES];
  const char *parent;
  GHashTable *fields_by_key, *fields_by_number, *inverses_by_key;
  GPtrArray  *fields;                    /* TwFieldImpl, in form order; while the schema is built */
  GPtrArray  *inverses;                  /* TwInverse; while the schema is built */
  const char *source;
  const TwDocNode *node;
} TwEntityImpl;

struct _TwSchema
{
  gatomicrefcount ref_count;
  TwSchema       *base;                  /* whose strings this one shares; nullable */
  TwSchemaArena  *arena;
  GPtrArray      *entities;              /* TwEntityImpl */
  GHashTable     *by_key, *by_number;    /* by_key holds plurals too */
  GPtrArray      *regexes;
  char           *version;
};

/* A schema under construction. Documents live until it is done, so that every check can name a line. */
typedef struct
{
  TwSchema  *schema;
  GPtrArray *docs;
  gboolean   custom;                     /* the site's own definitions are being read */
} TwSchemaBuilder;

typedef enum
{
  TW_KIND_HAS_TEXT    = 1 << 0,          /* pattern, max_length */
  TW_KIND_HAS_BOUNDS  = 1 << 1,          /* min, max */
  TW_KIND_HAS_CHOICES = 1 << 2,
  TW_KIND_HAS_TARGET  = 1 << 3,          /* to, inverse */
  TW_KIND_HAS_DIGITS  = 1 << 4,
  TW_KIND_HAS_UNIQUE  = 1 << 5,          /* unique, indexed */
  TW_KIND_HAS_SEARCH  = 1 << 6,
  TW_KIND_HAS_SERIES  = 1 << 7,
  TW_KIND_HAS_SET     = 1 << 8,          /* merge "set" */
  TW_KIND_HAS_ADD     = 1 << 9,          /* merge "add" */
  TW_KIND_HAS_MERGE   = 1 << 10,         /* merge "text" */
  TW_KIND_HAS_ITEMS   = 1 << 11,         /* list of texts: max_length is that of an item */
  TW_KIND_HAS_UNIT    = 1 << 13,         /* what an integer counts */
  TW_KIND_HAS_CASCADE = 1 << 12,         /* on_delete, tree */
} TwKindFlags;

typedef struct
{
  const char *name;
  TwType      type;
  guint       flags;
  guint       max_length;                /* characters, when the field names none */
} TwKindInfo;

const TwKindInfo *tw_kind_get_info (TwKind kind);

typedef enum
{
  TW_READ_TEXT,                          /* const char *, 1 … max characters */
  TW_READ_KEY,                           /* const char *, [a-z][a-z0-9_]* */
  TW_READ_BOOLEAN,                       /* gboolean */
  TW_READ_COUNT,                         /* guint or int, min … max */
  TW_READ_WORD,                          /* int: index in words */
  TW_READ_TEXTS,                         /* const char *const *: list of texts */
  TW_READ_LABELS,                        /* const TwSchemaLabel *const * */
  TW_READ_CHOICES,                       /* const TwChoice *const * */
  TW_READ_SECTIONS,                      /* const TwSectionImpl *const * */
  TW_READ_LATER,                         /* known, read by somebody else */
} TwReadAs;

typedef struct
{
  const char  *key;
  TwReadAs     as;
  gsize        offset;                   /* in the struct that is read */
  gboolean     needed;
  gint64       min, max;
  const char *const *words;
} TwSchemaAttribute;

G_GNUC_PRINTF (5, 6)
gboolean tw_schema_fail (GError **error, TwSchemaError code, const char *source, int line, const char *format, ...);

/* Reads the members of an object into a struct by a table of attributes that ends with a NULL key. */
gboolean tw_schema_read_object (TwSchemaBuilder *builder, const char *source, const TwDocNode *node,
                                const TwSchemaAttribute *attributes, gpointer target, GError **error);
gboolean tw_schema_check_key   (const char *source, int line, const char *key, GError **error);
gboolean tw_schema_is_key      (const char *key);
gboolean tw_schema_is_reserved (const char *key);
gboolean tw_schema_is_color    (const char *color);

gboolean tw_schema_read_field  (TwSchemaBuilder *builder, TwEntityImpl *entity, const char *source, const TwDocNode *node,
                                GError **error);
gboolean tw_schema_read_entity (TwSchemaBuilder *builder, const char *source, const TwDocNode *node, GError **error);
/* Lists of field keys, roles and sort of an entity or a layout, after all fields are known. */
gboolean tw_schema_read_uses   (TwSchemaBuilder *builder, TwEntityImpl *entity, const char *source, const TwDocNode *node,
                                GError **error);
gboolean tw_schema_add_entity  (TwSchemaBuilder *builder, TwEntityImpl *entity, GError **error);
gboolean tw_schema_add_field   (TwEntityImpl *entity, TwFieldImpl *field, GError **error);
TwEntityImpl *tw_schema_entity_new (TwSchemaBuilder *builder);
TwEntityImpl *tw_schema_find   (TwSchemaBuilder *builder, const char *key);

/* A site's own choices of fields that ship with the program (tw-schema-choices.c). */
gboolean tw_schema_read_own_choices (TwSchemaBuilder *builder, const char *source, const TwDocNode *node, GError **error);

/* Adds what every entity has, checks targets, makes the relations' other sides and freezes the arrays. */
gboolean tw_schema_link        (TwSchemaBuilder *builder, GError **error);

TwSchemaBuilder *tw_schema_builder_new  (TwSchema *base);
void             tw_schema_builder_free (TwSchemaBuilder *builder);
TwSchema        *tw_schema_builder_end  (TwSchemaBuilder *builder);     /* steals the schema */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwSchemaBuilder, tw_schema_builder_free)

G_END_DECLS
