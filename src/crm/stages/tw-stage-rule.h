/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What holds when a record comes to another stage, whichever way: the board, a form, a list, an import, a request. */
#pragma once

#include "tw-rule-case.h"

G_BEGIN_DECLS

/* The stage's required fields are filled; a reason does not stay with a record that is open again; the time in the stage that is
 * left is kept. */
gboolean tw_stage_rule (TwRuleCase *one, GError **error);

G_END_DECLS
