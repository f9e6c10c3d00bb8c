/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-product-settle.h"

#include "tw-bulk.h"
#include "tw-replica.h"

#define AT_A_TIME 500

typedef struct
{
  const TwEntity *categories;
  const TwField  *words, *category;
  TwBulk         *bulk;                                /* (owned) */
} Settle;

/* The same words are the same category, in whatever case and wherever they are settled. */
static TwId
find_id (const char *name)
{
  g_autofree char *normal = g_utf8_normalize (name, -1, G_NORMALIZE_NFC);
  g_autofree char *folded = g_utf8_casefold (normal != NULL ? normal : name, -1);
  g_autofree char *words = g_strconcat ("product_category ", folded, NULL);

  return tw_id_from_words (words);
}

static gboolean
make_category (Settle *settle, const TwId *id, const char *name, GError **error)
{
  g_autoptr (TwRecord) present = tw_bulk_get (settle->bulk, settle->categories, id, NULL);
  g_autoptr (TwRecord) record = tw_record_new (settle->categories);

  if (present != NULL)
    return !tw_record_is_deleted (present);
  tw_record_set_id (record, id);
  return tw_record_set_text (record, "name", name, error) && tw_bulk_save (settle->bulk, record, error);
}

/* Who has a category already keeps it. A category that somebody deleted stays deleted, and the words go. */
static gboolean
settle_product (Settle *settle, TwRecord *product, GError **error)
{
  g_autofree char *name = g_strdup (tw_record_get (product, settle->words)->text);
  g_auto (TwValue) nothing = TW_VALUE_INIT, link = TW_VALUE_INIT;
  g_autoptr (GError) local = NULL;
  TwId id;

  g_strstrip (name);
  id = find_id (name);
  if (*name != '\0' && tw_value_is_null (tw_record_get (product, settle->category))
      && make_category (settle, &id, name, &local))
    link = tw_value_link (settle->categories->number, &id);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  return (link.type != TW_TYPE_LINK || tw_record_set (product, settle->category, &link, error))
         && tw_record_set (product, settle->words, &nothing, error) && tw_bulk_save (settle->bulk, product, error);
}

/* How many were put into their categories; what is refused is told and stays as it is. */
static guint
settle_some (Settle *settle, TwStore *store, TwQuery *query, char **cursor, GError **error)
{
  g_autofree char *after = g_steal_pointer (cursor);
  g_autoptr (GPtrArray) products = tw_store_list (store, query, AT_A_TIME, after, cursor, error);
  g_autoptr (TwCommit) commit = NULL;
  guint n = 0;

  if (products == NULL || products->len == 0)
    return 0;
  settle->bulk = tw_bulk_new (store, TW_ORIGIN_SYSTEM, _("Categories of products"), error);
  for (guint i = 0; settle->bulk != NULL && i < products->len; i++)
    {
      g_autoptr (GError) local = NULL;

      if (settle_product (settle, g_ptr_array_index (products, i), &local))
        n++;
      else
        g_info ("The category of a product: %s", local->message);
    }
  if (settle->bulk != NULL)
    commit = tw_bulk_commit (g_steal_pointer (&settle->bulk), error);
  return commit != NULL ? n : 0;
}

/**
 * tw_product_settle:
 * @store: a store that was just opened
 *
 * Makes categories of the words that a version without them wrote at products. What fails is tried again when the workspace is opened the
 * next time.
 */
void
tw_product_settle (TwStore *store)
{
  g_autoptr (TwSchema) schema = tw_store_ref_schema (store);
  const TwEntity *products = tw_schema_get_entity (schema, "product");
  Settle settle = { .categories = tw_schema_get_entity (schema, "product_category") };
  g_autoptr (TwQuery) query = NULL, unsorted = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *cursor = NULL;

  settle.words = products != NULL ? tw_entity_get_field (products, "category") : NULL;
  settle.category = products != NULL ? tw_entity_get_field (products, "product_category") : NULL;
  if (settle.categories == NULL || settle.words == NULL || settle.category == NULL || settle.words->type != TW_TYPE_TEXT
      || tw_store_is_read_only (store) || tw_store_is_replica (store))
    return;
  query = tw_query_new (schema, products, "not (category is empty)", NULL, &error);
  unsorted = query != NULL ? tw_query_without_sort (query) : NULL;
  while (unsorted != NULL && settle_some (&settle, store, unsorted, &cursor, &error) > 0 && cursor != NULL && error == NULL)
    ;
  if (error != NULL)
    g_info ("Categories of products: %s", error->message);
}
