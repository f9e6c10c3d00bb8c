/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fields of a kind of record and of those it links to, as a tree that is searched by words. Enter or a double click chooses one, it
 * can be dragged (as a text that tw_field_tree_parse_drag() reads), and its button offers where it can go: the action designer.add (sss) with
 * part, value and label. Signal "chosen" (char *value, char *label). */
#pragma once

#include "tw-app.h"
#include "tw-schema.h"

G_BEGIN_DECLS

#define TW_TYPE_FIELD_TREE (tw_field_tree_get_type ())
G_DECLARE_FINAL_TYPE (TwFieldTree, tw_field_tree, TW, FIELD_TREE, AdwBin)

GtkWidget  *tw_field_tree_new        (void);
/* schema: referenced; entity: of it, nullable. */
void        tw_field_tree_set_entity (TwFieldTree *self, TwSchema *schema, const TwEntity *entity);
/* For tests: what is seen, and choosing the line of a value. */
guint       tw_field_tree_get_n_seen (TwFieldTree *self);
void        tw_field_tree_search     (TwFieldTree *self, const char *words);
gboolean    tw_field_tree_choose     (TwFieldTree *self, guint position);
/* What was dropped: "value" or "value\nlabel" of a field; FALSE: something else. */
gboolean    tw_field_tree_parse_drag (const char *text, char **value, char **label);

G_END_DECLS
