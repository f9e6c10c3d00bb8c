/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a field's row on the page of a record says. */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

char *tw_record_field_dup_text (TwStore *store, const TwField *field, const TwValue *value);

/* The same; money of another currency with what it is worth in the workspace's: "€10.00 (≈ $10.80)". */
char *tw_record_field_dup_worth (TwStore *store, TwCurrency currency, const TwField *field, const TwValue *value);

G_END_DECLS
