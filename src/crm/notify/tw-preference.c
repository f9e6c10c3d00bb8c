/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-preference.h"

#include <string.h>

#include "tw-notify-private.h"

static const TwValue *
get_value (TwRecord   *record,
           const char *key)
{
  static const TwValue nothing = TW_VALUE_INIT;
  const TwField *field = record != NULL ? tw_entity_get_field (tw_record_get_entity (record), key) : NULL;

  return field != NULL ? tw_record_get (record, field) : &nothing;
}

static gboolean
has_tag (const TwValue *tags,
         const char    *tag)
{
  for (guint i = 0; tags->type == TW_TYPE_LIST && i < tags->list->n_values; i++)
    if (tags->list->values[i].type == TW_TYPE_TEXT && strcmp (tags->list->values[i].text, tag) == 0)
      return TRUE;
  return FALSE;
}

static void
set_tag (TwRecord   *record,
         const char *key,
         const char *tag,
         gboolean    on)
{
  const TwValue *tags = get_value (record, key);
  g_autoptr(GArray) values = g_array_new (FALSE, FALSE, sizeof (TwValue));
  g_auto(TwValue) added = tw_value_text (tag), list = TW_VALUE_INIT;

  if (has_tag (tags, tag) == on)
    return;
  /* The elements are lent: the list copies them. */
  for (guint i = 0; tags->type == TW_TYPE_LIST && i < tags->list->n_values; i++)
    if (on || tags->list->values[i].type != TW_TYPE_TEXT || strcmp (tags->list->values[i].text, tag) != 0)
      g_array_append_val (values, tags->list->values[i]);
  if (on)
    g_array_append_val (values, added);
  if (values->len > 0)
    list = tw_value_list ((TwValue *) values->data, values->len);
  tw_record_set_key (record, key, &list, NULL);
}

/**
 * tw_preference_load:
 * @store: the store
 * @user: a person
 *
 * Returns: (transfer full) (nullable): the person's preferences, new and not stored when there are none yet; %NULL when the schema
 *   knows no preferences
 */
TwRecord *
tw_preference_load (TwStore    *store,
                    const TwId *user)
{
  g_autoptr(TwSchema) schema = tw_store_ref_schema (store);
  const TwEntity *entity = tw_schema_get_entity (schema, "preference"), *user_entity = tw_schema_get_entity (schema, "user");
  char id[TW_ID_TEXT_LENGTH + 1];
  g_autofree char *words = g_strdup_printf ("preference/%s", tw_id_print (user, id));
  TwId own = tw_notify_make_id (words);
  TwRecord *record = NULL;

  if (entity == NULL || user_entity == NULL)
    return NULL;
  record = tw_store_get (store, entity, &own, NULL);
  if (record == NULL)
    {
      g_auto(TwValue) link = tw_value_link (user_entity->number, user);

      record = tw_record_new (entity);
      tw_record_set_id (record, &own);
      tw_record_set_key (record, "user", &link, NULL);
      tw_record_set_text (record, "quiet_from", "20:00", NULL);
      tw_record_set_text (record, "quiet_to", "07:00", NULL);
    }
  return record;
}

/**
 * tw_preference_wants:
 * @preference: (nullable): a person's preferences
 * @kind: a choice of the notification's kind
 * @channel: "in_app" or "desktop"
 *
 * Returns: whether the person is told of such things on this way
 */
gboolean
tw_preference_wants (TwRecord   *preference,
                     const char *kind,
                     const char *channel)
{
  g_autofree char *tag = g_strconcat (kind, ".", channel, NULL);

  return !has_tag (get_value (preference, "silent"), tag);
}

/**
 * tw_preference_set_wants:
 * @preference: a person's preferences
 * @kind: a choice of the notification's kind
 * @channel: "in_app" or "desktop"
 * @wants: whether the person is told
 *
 * Changes the record, which the caller saves.
 */
void
tw_preference_set_wants (TwRecord   *preference,
                         const char *kind,
                         const char *channel,
                         gboolean    wants)
{
  g_autofree char *tag = g_strconcat (kind, ".", channel, NULL);

  g_return_if_fail (TW_IS_RECORD (preference));
  set_tag (preference, "silent", tag, !wants);
}

/**
 * tw_preference_hides:
 * @preference: (nullable): a person's preferences
 * @what: something that a feed can show
 *
 * Returns: whether the personal feed leaves it out
 */
gboolean
tw_preference_hides (TwRecord   *preference,
                     const char *what)
{
  return has_tag (get_value (preference, "feed_hidden"), what);
}

/**
 * tw_preference_set_hides:
 * @preference: a person's preferences
 * @what: something that a feed can show
 * @hides: whether the personal feed leaves it out
 *
 * Changes the record, which the caller saves.
 */
void
tw_preference_set_hides (TwRecord   *preference,
                         const char *what,
                         gboolean    hides)
{
  g_return_if_fail (TW_IS_RECORD (preference));
  set_tag (preference, "feed_hidden", what, hides);
}

static int
get_minute (TwRecord   *preference,
            const char *key)
{
  const TwValue *value = get_value (preference, key);

  return value->type == TW_TYPE_TIME ? (int) (value->i / 60) : 0;
}

/**
 * tw_preference_is_quiet:
 * @preference: (nullable): a person's preferences
 * @minute: minute of the day
 *
 * Returns: whether the person is not to be disturbed
 */
gboolean
tw_preference_is_quiet (TwRecord *preference,
                        int       minute)
{
  const TwValue *quiet = get_value (preference, "quiet");

  return quiet->type == TW_TYPE_BOOLEAN && quiet->i != 0
         && tw_quiet_hours_hold (get_minute (preference, "quiet_from"), get_minute (preference, "quiet_to"), minute);
}

/**
 * tw_quiet_hours_hold:
 * @from: first minute of the day that is quiet
 * @to: first minute that is not
 * @minute: a minute of the day
 *
 * Returns: whether nobody is to be disturbed
 */
gboolean
tw_quiet_hours_hold (int from,
                     int to,
                     int minute)
{
  if (from <= to)
    return minute >= from && minute < to;
  return minute >= from || minute < to;
}
