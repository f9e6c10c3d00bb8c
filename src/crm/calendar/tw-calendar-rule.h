/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What holds of a meeting's times, whoever writes them: its time on the wall clock of its zone, and until when it may happen. */
#pragma once

#include "tw-rule-case.h"

G_BEGIN_DECLS

/* For tw_store_add_rule(). Refuses a repetition that cannot be read and a zone that is none. */
gboolean tw_calendar_rule (TwRuleCase *one, GError **error);

G_END_DECLS
