/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-call-list.h"

#define MAX_CALLS 200
#define MINUTES   (60 * G_GINT64_CONSTANT (1000000))

/* After these the call is tried again. */
static const struct { const char *outcome; gint64 wait; } again[] =
{
  { "busy", 15 * MINUTES }, { "not_reached", 180 * MINUTES }, { "call_back", 1440 * MINUTES },
};

/* What a call and an activity are both about. */
static const char *const about[] = { "company", "contact", "lead" };

/**
 * tw_call_list_load:
 * @store: a store
 * @error: of the store
 *
 * Returns: (transfer full) (nullable) (element-type TwRecord): the calls
 */
GPtrArray *
tw_call_list_load (TwStore *store, GError **error)
{
  static const char *const conditions[] =
  {
    "status = \"planned\" and assignee = me and scheduled_for < today() + 1 days", "status = \"planned\" and assignee = me and scheduled_for is empty",
  };
  g_autoptr(TwSchema) schema = tw_store_ref_schema (store);
  const TwEntity *entity = tw_schema_get_entity (schema, "call_task");
  g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < G_N_ELEMENTS (conditions); i++)
    {
      g_autoptr(TwQuery) query = tw_query_new (schema, entity, conditions[i], "scheduled_for", error);
      g_autoptr(GPtrArray) page = query ? tw_store_list (store, query, MAX_CALLS, NULL, NULL, error) : NULL;

      if (!page)
        return NULL;
      for (guint k = 0; k < page->len; k++)
        g_ptr_array_add (all, g_object_ref (g_ptr_array_index (page, k)));
    }
  return g_steal_pointer (&all);
}

static gboolean
set_state (TwRecord *call, const char *outcome, GError **error)
{
  const TwValue *attempts = tw_record_get_key (call, "attempts");
  g_auto(TwValue) count = tw_value_integer (attempts->type == TW_TYPE_INTEGER ? attempts->i + 1 : 1);

  if (!tw_record_set_text (call, "outcome", outcome, error) || !tw_record_set_key (call, "attempts", &count, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (again); i++)
    if (g_str_equal (again[i].outcome, outcome))
      {
        g_auto(TwValue) later = tw_value_datetime (g_get_real_time () + again[i].wait);

        return tw_record_set_key (call, "scheduled_for", &later, error);
      }
  return tw_record_set_text (call, "status", "done", error);
}

static TwRecord *
make_activity (TwSchema *schema, TwRecord *call, const char *outcome, const char *note, GError **error)
{
  g_autoptr(TwRecord) activity = tw_record_new (tw_schema_get_entity (schema, "activity"));
  const TwField *field = tw_entity_get_field (tw_record_get_entity (call), "outcome");
  g_auto(TwValue) subject = tw_value_copy (tw_record_get_key (call, "reason"));
  g_auto(TwValue) result = tw_value_text (tw_choice_get_label (field, tw_field_get_choice (field, outcome)));
  g_auto(TwValue) text = tw_value_text (note && *note ? note : NULL);

  if (!tw_record_set_text (activity, "kind", "call", error) || !tw_record_set_key (activity, "subject", &subject, error)
      || !tw_record_set_key (activity, "outcome", &result, error) || !tw_record_set_key (activity, "description", &text, error))
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (about); i++)
    if (!tw_record_set_key (activity, about[i], tw_record_get_key (call, about[i]), error))
      return NULL;
  return g_steal_pointer (&activity);
}

/**
 * tw_call_list_log:
 * @store: a store
 * @call: id of a planned call
 * @outcome: key of a choice
 * @note: (nullable): what was said
 * @error: of the store or the record
 *
 * Returns: (transfer full) (nullable): the edit, to be committed
 */
TwEdit *
tw_call_list_log (TwStore *store, const TwId *call, const char *outcome, const char *note, GError **error)
{
  g_autoptr(TwSchema) schema = tw_store_ref_schema (store);
  g_autoptr(TwRecord) record = tw_store_get (store, tw_schema_get_entity (schema, "call_task"), call, error);
  g_autoptr(TwRecord) activity = NULL;
  g_autofree char *name = NULL, *title = NULL;
  TwEdit *edit = NULL;

  if (!record || !set_state (record, outcome, error))
    return NULL;
  activity = make_activity (schema, record, outcome, note, error);
  if (!activity)
    return NULL;
  name = tw_record_dup_title (record);
  /* Translators: names a change; %s is the reason of a call. */
  title = g_strdup_printf (_("Log the call “%s”"), name);
  edit = tw_edit_new (store, TW_ORIGIN_PERSON, title);
  tw_edit_save (edit, record);
  tw_edit_save (edit, activity);
  return edit;
}
