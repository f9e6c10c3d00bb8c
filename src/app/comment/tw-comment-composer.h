/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where comments are written: a text with @mentions completed from the people of the workspace. Signals: "submit" (text, note) with the
 * text as it is stored, note: TRUE when it is kept as a note. */
#pragma once

#include "tw-action-table.h"
#include "tw-app.h"
#include "tw-workspace.h"

G_BEGIN_DECLS

#define TW_TYPE_COMMENT_COMPOSER (tw_comment_composer_get_type ())
G_DECLARE_FINAL_TYPE (TwCommentComposer, tw_comment_composer, TW, COMMENT_COMPOSER, AdwBin)

extern const TwActionTable tw_comment_composer_actions;

void        tw_comment_composer_set_workspace (TwCommentComposer *self, TwWorkspace *workspace);
/* What the text does: answers or changes the comment, or neither (NULL id). text: what is changed, as stored; nullable. */
void        tw_comment_composer_begin         (TwCommentComposer *self, const TwId *comment, gboolean change, const char *words, const char *text);
const TwId *tw_comment_composer_get_comment   (TwCommentComposer *self, gboolean *change);    /* nullable */
void        tw_comment_composer_clear         (TwCommentComposer *self);
void        tw_comment_composer_set_text      (TwCommentComposer *self, const char *text);    /* as typed */
char       *tw_comment_composer_dup_text      (TwCommentComposer *self);                      /* as stored */
/* The people offered for the mention being typed; empty when none is. (element-type TwPerson) */
GPtrArray  *tw_comment_composer_get_offers    (TwCommentComposer *self);
void        tw_comment_composer_choose        (TwCommentComposer *self, guint i);

G_END_DECLS
