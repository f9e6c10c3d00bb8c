/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-first-steps.h"

#include <glib/gi18n-lib.h>

static const TwFirstStep steps[] = {
  { N_("Add the first company"), "company", NULL, "win.create", "company" },
  { N_("Add somebody whom you talk to"), "contact", NULL, "win.create", "contact" },
  { N_("Write down a deal"), "deal", NULL, "win.create", "deal" },
  { N_("Plan what to do next"), "task", NULL, "win.create", "task" },
  { N_("Save a view of your own"), "saved_view", "owner = me", "win.open-view", "deal" },
};

/**
 * tw_first_steps_get:
 * @n_steps: (out): how many there are
 *
 * Returns: (transfer none): the steps in order; the caller translates their titles
 */
const TwFirstStep *
tw_first_steps_get (guint *n_steps)
{
  *n_steps = G_N_ELEMENTS (steps);
  return steps;
}

/**
 * tw_first_steps_read:
 * @store: a store
 * @done: (out): bit i is set when step i is done
 * @error: what the store says
 *
 * Looks for one record of each step. Any thread.
 *
 * Returns: whether it could be read
 */
gboolean
tw_first_steps_read (TwStore *store,
                     guint   *done,
                     GError **error)
{
  g_autoptr(TwSchema) schema = NULL;

  g_return_val_if_fail (TW_IS_STORE (store) && done != NULL, FALSE);
  schema = tw_store_ref_schema (store);
  *done = 0;
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      const TwEntity *entity = tw_schema_get_entity (schema, steps[i].entity);
      g_autoptr(TwQuery) query = entity != NULL ? tw_query_new (schema, entity, steps[i].where, NULL, error) : NULL;
      g_autoptr(GPtrArray) records = query != NULL ? tw_store_list (store, query, 1, NULL, NULL, error) : NULL;

      if (records == NULL)
        return FALSE;
      if (records->len > 0)
        *done |= 1u << i;
    }
  return TRUE;
}
