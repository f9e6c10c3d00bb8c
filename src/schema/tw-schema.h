/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The schema: what kinds of records there are and what they hold. A TwSchema is an immutable snapshot of the shipped
 * JSON files (data/schema, format in docs/schema-format.md) and the site's own definitions; it may cross threads. The structs are public for
 * reading only. */
#pragma once

#include "tw-value.h"

G_BEGIN_DECLS

typedef struct _TwSchema   TwSchema;
typedef struct _TwEntity   TwEntity;
typedef struct _TwField    TwField;
typedef struct _TwChoice   TwChoice;
typedef struct _TwInverse  TwInverse;

/* What a field means to people; each kind has one TwType. */
typedef enum
{
  TW_KIND_TEXT, TW_KIND_LONGTEXT, TW_KIND_RICHTEXT, TW_KIND_EMAIL, TW_KIND_PHONE, TW_KIND_URL,   /* text */
  TW_KIND_COLOR, TW_KIND_FILE,                                                                    /* text */
  TW_KIND_INTEGER, TW_KIND_DECIMAL, TW_KIND_PERCENT, TW_KIND_MONEY, TW_KIND_BOOLEAN,
  TW_KIND_DATE, TW_KIND_TIME, TW_KIND_DATETIME, TW_KIND_DURATION,
  TW_KIND_ENUM,                                        /* one choice */
  TW_KIND_SET,                                         /* several choices: list of enum keys */
  TW_KIND_TAGS,                                        /* free labels: list of text */
  TW_KIND_LIST,                                        /* list of text */
  TW_KIND_LINK,                                        /* to one record; any entity when targets is empty */
  TW_KIND_LINKS,                                       /* to many records (many-to-many): list of links */
  TW_KIND_JSON, TW_KIND_GEO,                           /* JSON; geo is {"lat":…,"lon":…} */
  TW_KIND_NUMBER,                                      /* text given by a number series */
  TW_N_KINDS
} TwKind;

typedef enum { TW_UNIT_NONE, TW_UNIT_BYTES } TwFieldUnit;
typedef enum { TW_DELETE_RESTRICT, TW_DELETE_CLEAR, TW_DELETE_CASCADE } TwOnDelete;
typedef enum { TW_MERGE_REGISTER, TW_MERGE_ASK, TW_MERGE_SET, TW_MERGE_ADD, TW_MERGE_TEXT, TW_MERGE_STRICT } TwMerge;

struct _TwChoice
{
  const char *key;
  const char *label;                                   /* English */
  const char *color;                                   /* palette name ("green") or "#rrggbb"; nullable */
  int         order;
  gboolean    closed;                                  /* the record is done in this state (won, completed …) */
  gboolean    retired;
};

struct _TwField
{
  const TwEntity *entity;
  guint       number;                                  /* stable for ever inside the entity; never reused */
  guint       index;                                   /* position in entity->fields of this snapshot */
  const char *key;                                     /* snake_case, stable: expressions, CSV, REST */
  const char *label;                                   /* English; tw_field_get_label() translates */
  const char *help;                                    /* nullable */
  const char *section;                                 /* key of the form's section */
  TwKind      kind;
  TwType      type;
  gboolean    custom, retired, required, unique, indexed, read_only, kept, sensitive, hidden, own_choices;
  int         search;                                  /* 0 not searched, 1 text, 2 name-like: found as typed */
  guint       reserve;                                 /* number: how many a server reserves for a device at a time; 0: none */
  int         digits;                                  /* decimal: digits shown */
  TwFieldUnit unit;                                    /* integer: what it counts */
  const char *default_value;                           /* text of a value or of an expression starting with "="; nullable */
  const char *formula;                                 /* expression: the field is computed, never stored; nullable */
  const char *derive;                                  /* expression that gives the value when derive_when holds in a commit and
                                                        * the commit does not set the field itself; nullable */
  const char *derive_when;                             /* condition of a commit: changed(stage); nullable with derive */
  const char *check;                                   /* expression that must not be false; nullable */
  const char *check_message;                           /* nullable */
  const char *pattern;                                 /* regular expression the text must match; nullable */
  const char *min, *max;                               /* bounds as text of a value; nullable */
  guint       max_length;                              /* characters; 0: the kind's own bound */
  const TwChoice *const *choices;                      /* NULL-terminated; enum and set */
  const char *const *targets;                          /* NULL-terminated entity keys; empty or NULL: any entity */
  const char *inverse;                                 /* key of the reverse relation at the target; nullable */
  const char *inverse_label;
  TwOnDelete  on_delete;
  gboolean    tree;                                    /* a link to the own entity that must not form a circle */
  const char *series;                                  /* number series pattern, "Q-{year}-{0000}"; nullable */
  TwMerge     merge;
  const char *const *read_roles, *const *write_roles;  /* NULL: everybody */
};

/* A relation seen from the other side: deal.tasks through task.deal, or any record's tasks through task.record. */
struct _TwInverse
{
  const char    *key, *label;
  const TwField *field;                                /* the link field on the other entity */
};

struct _TwEntity
{
  const TwSchema *schema;
  guint       number;                                  /* stable for ever, 1…4095; shipped below 1024 */
  const char *key, *plural;                            /* "deal", "deals" (also the REST collection) */
  const char *label, *label_plural;                    /* English */
  const char *icon;                                    /* symbolic icon name */
  const char *group;                                   /* sidebar group key: sell, people, plan, know, admin …; nullable: not shown */
  int         order;                                   /* inside the group */
  gboolean    custom, retired;
  guint       n_fields;
  const TwField *const *fields;                        /* in form order, retired ones included */
  guint       n_inverses;
  const TwInverse *const *inverses;
  const TwField *name_field;                           /* the record's title */
  const TwField *board_field;                          /* default board column field (enum or stage link); nullable */
  const TwField *date_field;                           /* default calendar field; nullable */
  const TwField *value_field;                          /* what boards and charts sum; nullable */
  const TwField *owner_field;                          /* nullable */
  const TwField *touched_field;                        /* when something last happened with the record; nullable */
  const TwField *next_field;                           /* when something is to happen next; nullable */
  const TwField *reason_field;                         /* why it was closed: asked when it is; nullable */
  const TwField *timeline_field;                       /* when it stands in the timelines of records that it points to; nullable */
  const TwField *shared_field;                         /* boolean: those for which it is true are read beyond the scope; nullable */
  const TwField *shared_with_field;                    /* links to users, teams, roles who read it beyond the scope, too; nullable */
  const char *const *list_columns;                     /* default columns, field keys */
  const char *const *card_fields;                      /* board card, field keys */
  const char *const *highlights;                       /* record header, field keys */
  const char *const *related_fields;                   /* what other records' pages say of it, field keys */
  const char *default_sort;                            /* "-created_at" */
  const char *const *sections;                         /* pairs key, English label; NULL-terminated */
};

/* Fields that every entity has, with the same numbers: id is not a field. */
#define TW_FIELD_CREATED_AT 1
#define TW_FIELD_UPDATED_AT 2
#define TW_FIELD_CREATED_BY 3
#define TW_FIELD_UPDATED_BY 4
#define TW_FIELD_FIRST_OWN  10

TwSchema *tw_schema_load_shipped (GError **error);                              /* from the embedded data/schema files */
TwSchema *tw_schema_load_dir     (const char *dir, GError **error);             /* all *.json of a folder */
/* One JSON text per entity; names[i] stands in error messages. */
TwSchema *tw_schema_load_texts   (const char *const *names, const char *const *texts, gsize n, GError **error);
/* The shipped snapshot with a site's own definitions: a JSON array of {"entity": {...}} and {"field": {...}} objects (docs/schema-format.md). */
TwSchema *tw_schema_extend       (const TwSchema *shipped, const char *definitions_json, GError **error);
TwSchema *tw_schema_ref          (TwSchema *schema);
void      tw_schema_unref        (TwSchema *schema);
const char *tw_schema_get_version (const TwSchema *schema);                     /* "1" + "+" + site revision, e.g. "1+42" */
guint     tw_schema_get_n_entities (const TwSchema *schema);
const TwEntity *tw_schema_get_entity_at (const TwSchema *schema, guint index);
const TwEntity *tw_schema_get_entity (const TwSchema *schema, const char *key_or_plural);  /* nullable result */
const TwEntity *tw_schema_get_entity_by_number (const TwSchema *schema, guint number);
const TwField  *tw_entity_get_field (const TwEntity *entity, const char *key);
const TwField  *tw_entity_get_field_by_number (const TwEntity *entity, guint number);
const TwInverse *tw_entity_get_inverse (const TwEntity *entity, const char *key);
const TwChoice *tw_field_get_choice (const TwField *field, const char *key);
gboolean  tw_field_can_target (const TwField *field, const TwEntity *entity);
const TwEntity *tw_field_get_target (const TwField *field);                     /* the one target, or NULL when polymorphic */

const char *tw_kind_get_name    (TwKind kind);                                  /* as in schema files: "longtext" */
gboolean  tw_kind_parse         (const char *name, TwKind *kind);

/* In the user's language: inline translation of a site's definition, else gettext context "schema". */
const char *tw_entity_get_label (const TwEntity *entity, gboolean plural);
const char *tw_field_get_label  (const TwField *field);
const char *tw_choice_get_label (const TwField *field, const TwChoice *choice);
const char *tw_inverse_get_label (const TwInverse *inverse);
const char *tw_entity_get_section_label (const TwEntity *entity, const char *section_key);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwSchema, tw_schema_unref)

#define TW_SCHEMA_ERROR (tw_schema_error_quark ())
GQuark tw_schema_error_quark (void);
typedef enum
{
  TW_SCHEMA_ERROR_JSON,                                /* not JSON; message has file:line:column */
  TW_SCHEMA_ERROR_INVALID,                             /* JSON, but no valid definition; message has file:line */
  TW_SCHEMA_ERROR_CONFLICT,                            /* a number, key or relation twice */
} TwSchemaError;

G_END_DECLS
