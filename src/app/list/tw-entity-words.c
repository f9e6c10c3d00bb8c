/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-entity-words.h"

#include <glib/gi18n-lib.h>

static const struct
{
  const char *key, *purpose;
} purposes[] = {
  { "deal", N_("Every sale in progress appears here, from the first conversation to won or lost.") },
  { "lead", N_("People who may become customers. Qualify them, then turn them into deals.") },
  { "company", N_("The organisations you do business with, and all that belongs to them.") },
  { "contact", N_("The people you talk to, with everything you agreed on.") },
  { "task", N_("What is to be done, by whom and until when.") },
  { "activity", N_("Calls, visits, meetings and notes: what happened with whom.") },
  { "meeting", N_("Appointments with customers and colleagues.") },
  { "quote", N_("Offers with their lines, discounts and taxes.") },
  { "product", N_("What you sell, with prices and taxes.") },
  { "product_category", N_("What products are put under, for prices, filters and reports.") },
  { "case", N_("Questions and problems of customers, until they are solved.") },
  { "document", N_("Contracts, offers and other files, beside the records that they belong to.") },
};

/**
 * tw_entity_get_purpose:
 * @entity: an entity
 *
 * Returns: (transfer none): one sentence that says what its list is for
 */
const char *
tw_entity_get_purpose (const TwEntity *entity)
{
  for (guint i = 0; i < G_N_ELEMENTS (purposes); i++)
    if (g_str_equal (purposes[i].key, entity->key))
      return _(purposes[i].purpose);
  return _("Nothing has been entered here yet.");
}

/**
 * tw_entity_dup_new_label:
 * @entity: an entity
 *
 * Returns: (transfer full): the words of the button that makes one
 */
char *
tw_entity_dup_new_label (const TwEntity *entity)
{
  /* Translators: %s is a kind of record in the singular, "Deal". */
  return g_strdup_printf (_("New %s"), tw_entity_get_label (entity, FALSE));
}
