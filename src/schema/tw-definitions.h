/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A site's own definitions as JSON texts (docs/schema-format.md): made, changed and merged. */
#pragma once

#include "tw-schema.h"

G_BEGIN_DECLS

/* Definitions in which added is merged into present by entity and key; present may be NULL. The result is for tw_schema_extend(),
 * which finds what does not fit the shipped schema. */
char *tw_schema_merge_definitions (const char *present, const char *added, GError **error);

/* Lists of one definition, for merging. Numbers are left out: merging gives the next free one. */
char *tw_definition_new_field    (const char *entity, const char *key, const char *label, TwKind kind);
char *tw_definition_new_entity   (const char *key, const char *plural, const char *label, const char *label_plural);
char *tw_definition_retire       (const char *entity, const char *field, gboolean retired);    /* field NULL: the object */
/* One attribute of a field; value is JSON ("true", "\"text\""), NULL takes the attribute away. NULL result: value is not JSON. */
char *tw_definition_change_field (const char *entity, const char *field, const char *attribute, const char *value);
/* New choices of any field that may have own ones, as a JSON list in their order. */
char *tw_definition_change_choices (const TwField *field, const char *choices_json);
/* The choices of a field as such a list. */
char *tw_field_print_choices       (const TwField *field);
/* "Nombre de visites" gives "nombre_de_visites"; "field" when nothing is left. */
char *tw_definition_suggest_key  (const char *label);

G_END_DECLS
