/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A quote made of another one: what was agreed with one customer is offered to the next, or once more. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-quote.h"

/* What belongs to one quote alone: its number, how far it came, and who approved it. */
static const char *const own_fields[] = { "number", "status", "version", "valid_until", "sent_at", "viewed_at", "accepted_at", "rejected_at",
                                          "approval_status", "public_token", "deal", NULL };

static gboolean
is_copied (const TwField *field)
{
  return tw_field_is_editable (field) && field->kind != TW_KIND_NUMBER && !g_strv_contains (own_fields, field->key);
}

static gboolean
copy_fields (TwRecord *from, TwRecord *to, GError **error)
{
  const TwEntity *entity = tw_record_get_entity (from);

  for (guint i = 0; i < entity->n_fields; i++)
    {
      const TwField *field = entity->fields[i];
      const TwValue *value = is_copied (field) ? tw_record_get (from, field) : NULL;

      if (value != NULL && !tw_value_is_null (value) && !tw_record_set (to, field, value, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
set (TwRecord *record, const char *key, TwValue value, GError **error)
{
  gboolean good = tw_record_set_key (record, key, &value, error);

  tw_value_clear (&value);
  return good;
}

static TwDate
get_today (TwStore *store)
{
  TwExprContext *context = tw_store_dup_context (store);
  TwDate today = tw_instant_get_date (context->now, context->zone);

  tw_store_context_free (context);
  return today;
}

/* The prices stay as they were agreed, also where the price book says others by now. */
static gboolean
copy_lines (TwEdit *edit, GPtrArray *lines, TwRecord *quote, GError **error)
{
  for (guint i = 0; i < lines->len; i++)
    {
      TwRecord *line = g_ptr_array_index (lines, i);
      g_autoptr(TwRecord) copy = tw_record_new (tw_record_get_entity (line));

      if (!copy_fields (line, copy, error)
          || !set (copy, "quote", tw_value_link (tw_record_get_entity (quote)->number, tw_record_get_id (quote)), error))
        return FALSE;
      tw_edit_save (edit, copy);
    }
  return TRUE;
}

/**
 * tw_quote_duplicate:
 * @store: a store
 * @id: a quote, whatever became of it
 * @copy: (out): id of the new one
 * @error: an error of the store
 *
 * Makes a draft with the same customer, lines, prices, discounts and texts, a number of its own, and as long to hold as any new quote.
 * The deal stays with the first one. One change that can be undone. Waits for the store.
 *
 * Returns: %FALSE with @error
 */
gboolean
tw_quote_duplicate (TwStore *store, const TwId *id, TwId *copy, GError **error)
{
  g_autoptr(TwRecord) quote = NULL, fresh = NULL;
  g_autoptr(GPtrArray) lines = NULL;
  g_autoptr(TwSchema) schema = tw_store_ref_schema (store);
  g_autoptr(TwEdit) edit = NULL;
  g_autoptr(TwCommit) commit = NULL;
  g_autofree char *name = NULL, *title = NULL;

  quote = tw_store_get (store, tw_schema_get_entity (schema, "quote"), id, error);
  lines = quote != NULL ? tw_quote_load_lines (store, id, error) : NULL;
  if (lines == NULL)
    return FALSE;
  name = tw_record_dup_title (quote);
  /* Translators: %s is the number of a quote. */
  title = g_strdup_printf (_("Duplicate “%s”"), name);
  fresh = tw_record_new (tw_record_get_entity (quote));
  edit = tw_edit_new (store, TW_ORIGIN_PERSON, title);
  if (!copy_fields (quote, fresh, error) || !set (fresh, "valid_until", tw_value_date (tw_quote_get_validity (store, get_today (store))), error))
    return FALSE;
  tw_edit_save (edit, fresh);
  if (!copy_lines (edit, lines, fresh, error))
    return FALSE;
  *copy = *tw_record_get_id (fresh);
  commit = tw_edit_commit (g_steal_pointer (&edit), error);
  return commit != NULL;
}
