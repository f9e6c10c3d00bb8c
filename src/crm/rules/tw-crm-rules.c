/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-calendar-rule.h"
#include "tw-crm-rules.h"
#include "tw-file-policy.h"
#include "tw-product-settle.h"
#include "tw-quote-rule.h"
#include "tw-stage-rule.h"
#include "tw-task-rule.h"

/**
 * tw_crm_rules_add:
 * @store: a store that was just opened
 *
 * Makes stages, tasks, meetings, quotes and files mean in this store what they mean, whoever writes.
 */
void
tw_crm_rules_add (TwStore *store)
{
  tw_store_add_rule (store, tw_stage_rule);
  tw_store_add_rule (store, tw_task_rule);
  tw_store_add_rule (store, tw_calendar_rule);
  tw_store_add_rule (store, tw_quote_rule);
  tw_store_add_rule (store, tw_file_rule);
  tw_store_add_keeper (store, "quote", "quote_line", "quote", tw_quote_keep);
  tw_product_settle (store);
  tw_quote_settle (store);
}
