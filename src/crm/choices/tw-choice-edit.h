/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A site's own choices: kinds of activities, categories of tasks, the choices of own fields. Each change gives definitions for
 * tw_store_define(). */
#pragma once

#include "tw-schema.h"

G_BEGIN_DECLS

/* Whether people may change the choices of a field. */
gboolean   tw_choice_edit_can    (const TwField *field);
/* (element-type TwField): all such fields of a schema, in its order. */
GPtrArray *tw_choice_edit_list   (TwSchema *schema);
char      *tw_choice_edit_add    (const TwField *field, const char *label, GError **error);
char      *tw_choice_edit_rename (const TwField *field, const char *key, const char *label, GError **error);
char      *tw_choice_edit_color  (const TwField *field, const char *key, const char *color);
/* A retired choice is offered no more; records keep it. */
char      *tw_choice_edit_retire (const TwField *field, const char *key, gboolean retired, GError **error);
char      *tw_choice_edit_place  (const TwField *field, const char *key, guint place);

G_END_DECLS
