/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tw-rule-case.h"
#include "tw-tx.h"

G_BEGIN_DECLS

struct _TwRuleCase
{
  TwTx   *tx;
  TwWork *work;
};

/* (transfer full): a record as it is in the commit */
TwRecord *tw_rule_case_read_work (TwWork *work);

G_END_DECLS
