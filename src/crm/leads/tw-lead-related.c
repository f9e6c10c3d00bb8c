/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What points to a lead and is to be found at the company, contact and deal, too. */
#include "config.h"

#include "tw-lead-private.h"

/* Kinds of records that say what happened to the lead itself, or to a person's screen: they stay where they are. */
static const char *const staying[] = { "notification", "mention", "search_history", "lead_qualification", "engagement_history", "job" };

/* The field by which a kind of record belongs to a part: a plain link that bears the part's name and can point only there. */
static const TwField *
own_link (const TwEntity *entity, const TwEntity *part)
{
  const TwField *field = part ? tw_entity_get_field (entity, part->key) : NULL;

  if (!field || field->kind != TW_KIND_LINK || field->formula || field->retired || tw_field_get_target (field) != part)
    return NULL;
  return field;
}

/* Whether the kind of record has a link of its own for one of the parts: then its link to the lead can stay. */
static gboolean
has_own_link (const TwEntity *entity, const TwEntity *const *parts)
{
  for (guint i = 0; i < TW_LEAD_N_PARTS; i++)
    if (own_link (entity, parts[i]))
      return TRUE;
  return FALSE;
}

static void
link_on (TwRecord *record, const TwField *by, const TwEntity *const *parts, const TwId *ids)
{
  const TwEntity *entity = tw_record_get_entity (record);

  for (guint i = 0; i < TW_LEAD_N_PARTS; i++)
    {
      const TwField *field = own_link (entity, parts[i]);
      g_auto(TwValue) link = TW_VALUE_INIT;

      if (!field || tw_id_is_nil (&ids[i]) || !tw_value_is_null (tw_record_get (record, field)))
        continue;
      link = tw_value_link (parts[i]->number, &ids[i]);
      tw_record_set (record, field, &link, NULL);
    }
  if (by->kind != TW_KIND_LINK || has_own_link (entity, parts))
    return;
  /* A comment has one place only: where work goes on. */
  for (int i = TW_LEAD_DEAL; i >= TW_LEAD_COMPANY; i--)
    if (!tw_id_is_nil (&ids[i]) && tw_field_can_target (by, parts[i]))
      {
        g_auto(TwValue) link = tw_value_link (parts[i]->number, &ids[i]);

        tw_record_set (record, by, &link, NULL);
        return;
      }
}

static gboolean
stays (const TwInverse *inverse)
{
  for (guint i = 0; i < G_N_ELEMENTS (staying); i++)
    if (g_str_equal (inverse->field->entity->key, staying[i]))
      return TRUE;
  return inverse->field->retired || inverse->field->formula != NULL;
}

GPtrArray *
tw_lead_list_related (TwStore *store, TwRecord *lead, const TwEntity *const *entities, const TwId *parts, GError **error)
{
  const TwEntity *entity = tw_record_get_entity (lead);
  g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GHashTable) seen = g_hash_table_new (tw_id_hash, tw_id_equal);

  for (guint i = 0; i < entity->n_inverses; i++)
    {
      const TwInverse *inverse = entity->inverses[i];
      g_autoptr(GPtrArray) records = NULL;

      if (stays (inverse))
        continue;
      records = tw_store_related (store, entity, tw_record_get_id (lead), inverse, G_MAXINT, error);
      if (!records)
        return NULL;
      for (guint k = 0; k < records->len; k++)
        {
          TwRecord *record = g_ptr_array_index (records, k);

          /* Two links of one record may point to the lead. */
          if (!g_hash_table_add (seen, (gpointer) tw_record_get_id (record)))
            continue;
          link_on (record, inverse->field, entities, parts);
          g_ptr_array_add (all, g_object_ref (record));
        }
    }
  return g_steal_pointer (&all);
}
