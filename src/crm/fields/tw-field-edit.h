/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A site's own fields and kinds of records, and the order of all fields in forms. Each change gives definitions for
 * tw_store_define(), so that it is one step that can be undone and travels as any other. */
#pragma once

#include "tw-schema.h"

G_BEGIN_DECLS

/* What a person enters about a field. Texts are nullable and may be empty: nothing is said then. */
typedef struct
{
  const char     *label, *help;
  TwKind          kind;                                /* these four count for a new field only */
  const TwEntity *target;                              /* link, links: nullable: any record */
  const char     *choices;                             /* enum, set: one a line */
  const char     *formula;                             /* computed, never stored */
  gboolean        required, unique, sensitive;
  const char     *initial;                             /* text of a value, or "=" and an expression */
  const char     *min, *max, *pattern, *check, *check_message;
  const char     *series;                              /* number */
  const char     *readers, *writers;                   /* names of roles between ";" */
} TwFieldDraft;

/* Which rules a kind can have. */
gboolean  tw_field_edit_has_bounds  (TwKind kind);
gboolean  tw_field_edit_has_pattern (TwKind kind);
gboolean  tw_field_edit_has_unique  (TwKind kind);
/* Whether a field has a place in forms that people may change. */
gboolean  tw_field_edit_is_listed   (const TwField *field);
/* field: NULL for a new one of the entity */
char     *tw_field_edit_save        (const TwEntity *entity, const TwField *field, const TwFieldDraft *draft, GError **error);
/* (nullable): a snapshot whose object "preview" has a field of what is entered, with the key "sample"; NULL while it is incomplete */
TwSchema *tw_field_edit_preview     (const TwSchema *shipped, const TwFieldDraft *draft);
/* One place up (-1) or down (1) inside its section; NULL at its end. */
char     *tw_field_edit_shift       (const TwField *field, int delta);
/* In front of another field of its section; NULL where it stands there already, or in another section. */
char     *tw_field_edit_place       (const TwField *field, const TwField *before);

/* group: of the sidebar; parent: (nullable): whose records the new ones belong to */
char     *tw_object_edit_new        (TwSchema *schema, const char *label, const char *plural, const char *group, const TwEntity *parent,
                                     GError **error);
char     *tw_object_edit_rename     (const TwEntity *entity, const char *label, const char *plural, const char *group, GError **error);

G_END_DECLS
