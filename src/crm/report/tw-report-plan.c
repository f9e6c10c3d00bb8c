/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-report-plan.h"

#include <string.h>

void
tw_report_plan_init (TwReportPlan *plan)
{
  plan->columns = g_array_new (FALSE, TRUE, sizeof (TwStreamColumn));
  plan->keys = g_array_new (FALSE, TRUE, sizeof (TwStreamKey));
  plan->terms = g_array_new (FALSE, TRUE, sizeof (TwReportTerm));
  plan->titles = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_expr_bound_unref);
  plan->ranks = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  g_array_set_clear_func (plan->terms, (GDestroyNotify) tw_report_term_clear);
}

void
tw_report_plan_clear (TwReportPlan *plan)
{
  if (plan->columns == NULL)
    return;
  g_array_unref (plan->columns);
  g_array_unref (plan->keys);
  g_array_unref (plan->terms);
  g_ptr_array_unref (plan->titles);
  g_ptr_array_unref (plan->ranks);
}

guint
tw_report_plan_add (TwReportPlan       *plan,
                    const TwReportTerm *term,
                    const char         *what,
                    TwGrain             grain)
{
  gboolean own = term->field != NULL && strchr (what, '.') == NULL && term->field->formula == NULL;
  TwStreamColumn column = { term->field, own ? NULL : term->bound, grain };

  g_array_append_val (plan->columns, column);
  return plan->columns->len - 1;
}

void
tw_report_plan_sort (TwReportPlan       *plan,
                     TwReportSource     *source,
                     const TwReportTerm *term,
                     const char         *what,
                     guint               column,
                     gboolean            descending,
                     gboolean            group)
{
  TwStreamKey key = { column, NULL, NULL, descending, group };

  key.title = tw_report_source_bind_title (source, term, what);
  key.ranks = group ? tw_report_source_dup_ranks (source, term) : NULL;
  if (key.title != NULL)
    g_ptr_array_add (plan->titles, key.title);
  if (key.ranks != NULL)
    g_ptr_array_add (plan->ranks, key.ranks);
  g_array_append_val (plan->keys, key);
}
