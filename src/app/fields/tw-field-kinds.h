/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people call the kinds of fields. */
#pragma once

#include "tw-schema.h"

G_BEGIN_DECLS

/* Translated: "Date and time". */
const char *tw_field_kind_get_label (TwKind kind);
/* Those that people can choose for a field of their own, in the order in which they are offered; ends with TW_N_KINDS. */
const TwKind *tw_field_kinds_offered (void);

G_END_DECLS
