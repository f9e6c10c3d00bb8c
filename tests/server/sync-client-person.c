/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the person of the device does: contacts added, changed and tagged. */
#include "config.h"

#include "sync-client.h"

static gboolean
commit (Client *client, TwRecord *record, const char *title)
{
  TwEdit *edit = tw_edit_new (client->store, TW_ORIGIN_PERSON, title);
  g_autoptr (TwCommit) done = NULL;
  g_autoptr (GError) error = NULL;

  tw_edit_save (edit, record);
  done = tw_edit_commit (edit, &error);
  if (done == NULL)
    client_answer ("error %s", error->message);
  return done != NULL;
}

gboolean
client_add (Client *client, const char *word, TwId *id)
{
  g_autoptr (TwRecord) record = tw_record_new (client->contact);

  if (!tw_record_set_text (record, "name", word, NULL) || !commit (client, record, "Add"))
    return FALSE;
  *id = *tw_record_get_id (record);
  return TRUE;
}

gboolean
client_change (Client *client, const TwId *id, const char *key, const char *word)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwRecord) record = tw_store_get (client->store, client->contact, id, &error);

  if (record == NULL || !tw_record_set_text (record, key, word, &error))
    {
      client_answer ("error %s", error->message);
      return FALSE;
    }
  return commit (client, record, "Change");
}

static gboolean
tag (Client *client, const char *word)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwRecord) record = tw_store_get (client->store, client->contact, &client->shared, &error);
  const TwValue *before = record != NULL ? tw_record_get_key (record, "tags") : NULL;
  g_autoptr (GArray) words = g_array_new (FALSE, FALSE, sizeof (TwValue));
  g_auto (TwValue) tags = TW_VALUE_INIT;
  TwValue own = tw_value_text (word);

  if (record == NULL)
    {
      client_answer ("error %s", error->message);
      tw_value_clear (&own);
      return FALSE;
    }
  for (guint i = 0; before->type == TW_TYPE_LIST && i < before->list->n_values; i++)
    {
      TwValue copy = tw_value_text (before->list->values[i].text);

      g_array_append_val (words, copy);
    }
  g_array_append_val (words, own);
  tags = tw_value_list ((const TwValue *) (gpointer) words->data, words->len);
  return tw_record_set_key (record, "tags", &tags, NULL) && commit (client, record, "Tag");
}

gboolean
client_write_one (gpointer data)
{
  Client *client = data;
  g_autofree char *word = NULL;
  const char *what = "add";
  char text[TW_ID_TEXT_LENGTH + 1];
  gboolean good;
  TwId id;

  if (client->written == client->to_write)
    {
      client_answer ("ok write %u", client->written);
      client_read_command (client);
      return G_SOURCE_REMOVE;
    }
  word = g_strdup_printf ("%s-%u", client->prefix, ++client->written);
  switch (client->mine->len > 0 ? g_random_int_range (0, 4) : 0)
    {
    case 0:
      good = client_add (client, word, &id);
      g_array_append_val (client->mine, id);
      break;
    case 1:
      what = "tag";
      id = client->shared;
      good = tag (client, word);
      break;
    default:
      what = "edit";
      id = g_array_index (client->mine, TwId, g_random_int_range (0, client->mine->len));
      good = client_change (client, &id, "job_title", word);
    }
  if (good)
    client_answer ("wrote %s %s %s", what, tw_id_print (&id, text), word);
  return G_SOURCE_CONTINUE;
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  const gint64 *x = a, *y = b;

  return (*x > *y) - (*x < *y);
}

/* The 99th of a hundred saves, and all of them, in ms. */
void
client_edit_many (Client *client, guint n, const char *word)
{
  g_autoptr (TwSchema) schema = tw_store_ref_schema (client->store);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwQuery) query = tw_query_new (schema, client->contact, NULL, NULL, &error);
  g_autoptr (GPtrArray) records = query != NULL ? tw_store_list (client->store, query, n, NULL, NULL, &error) : NULL;
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 since = g_get_monotonic_time ();

  for (guint i = 0; records != NULL && i < records->len; i++)
    {
      g_autofree char *text = g_strdup_printf ("%s %u", word, i);
      TwRecord *record = g_ptr_array_index (records, i);
      gint64 began = g_get_monotonic_time (), took;

      if (!tw_record_set_text (record, "job_title", text, &error) || !commit (client, record, "Change"))
        break;
      took = g_get_monotonic_time () - began;
      g_array_append_val (times, took);
    }
  if (error != NULL || times->len == 0)
    {
      client_answer ("error %s", error != NULL ? error->message : "there is no record to change");
      return;
    }
  since = g_get_monotonic_time () - since;
  g_array_sort (times, compare_times);
  client_answer ("ok edit %.2f %.1f", g_array_index (times, gint64, times->len * 99 / 100) / 1000.0, since / 1000.0);
}
