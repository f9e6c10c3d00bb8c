/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading definitions of figures and reports: JSON in which every mistake has a line, and says what can stand there. Errors are
 * TW_FIGURE_ERROR_INVALID. */
#pragma once

#include "tw-doc.h"

G_BEGIN_DECLS

/* Always FALSE. */
gboolean tw_definition_fail        (GError **error, const TwDocNode *node, const char *format, ...) G_GNUC_PRINTF (3, 4);
/* A text that is not empty, in place of what text was. */
gboolean tw_definition_read_text   (const TwDocNode *node, char **text, GError **error);
gboolean tw_definition_read_choice (const TwDocNode *node, const char *const *names, guint n, guint *choice, GError **error);
gboolean tw_definition_read_number (const TwDocNode *node, guint max, guint *number, GError **error);
/* Appends a member of an object that begins at the last bracket; NULL: nothing. */
void     tw_definition_print_text  (GString *json, const char *key, const char *text);

G_END_DECLS
