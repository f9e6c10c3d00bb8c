/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Comments on records. Each function puts one change together, for the caller to commit. */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

/* text: CommonMark with stored mentions. parent: (nullable) the comment that it answers. */
TwEdit  *tw_comment_write  (TwStore *store, TwRecord *about, const char *text, const TwId *parent, GError **error);
/* NULL with TW_COMMENT_ERROR_NOT_OWN when somebody else wrote it. */
TwEdit  *tw_comment_change (TwStore *store, const TwId *comment, const char *text, GError **error);
/* One that was answered stays for its answers, without its text. */
TwEdit  *tw_comment_remove (TwStore *store, const TwId *comment, GError **error);

#define TW_COMMENT_ERROR (tw_comment_error_quark ())
GQuark tw_comment_error_quark (void);
typedef enum { TW_COMMENT_ERROR_NOT_OWN, TW_COMMENT_ERROR_NO_COMMENTS } TwCommentError;

G_END_DECLS
