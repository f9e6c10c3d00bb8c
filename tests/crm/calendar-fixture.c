/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "calendar-fixture.h"

#include <string.h>

#include "tw-crm-rules.h"
#include "tw-seed.h"

void
calendar_set_up (Calendar *calendar, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwSchema) schema = tw_schema_load_shipped (&error);

  g_assert_no_error (error);
  calendar->dir = g_dir_make_tmp ("tw-calendar-XXXXXX", &error);
  calendar->store = tw_store_open (calendar->dir, schema, TRUE, &error);
  g_assert_no_error (error);
  tw_crm_rules_add (calendar->store);
  g_assert_true (tw_seed_workspace (calendar->store, "EUR", &error));
  g_assert_true (tw_store_set_setting (calendar->store, "timezone", "\"Europe/Berlin\"", &error));
  g_assert_no_error (error);
  calendar->zone = g_time_zone_new_identifier ("Europe/Berlin");
  g_assert_nonnull (calendar->zone);
  calendar->me = calendar_add (calendar, "user", "name", "Me", "email", "me@example.com", NULL);
  calendar->other = calendar_add (calendar, "user", "name", "Other", "email", "other@example.com", NULL);
  tw_store_set_user (calendar->store, &calendar->me);
}

void
calendar_tear_down (Calendar *calendar, gconstpointer data)
{
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", calendar->dir);

  tw_store_close (calendar->store);
  g_assert_finalize_object (calendar->store);
  g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL);
  g_time_zone_unref (calendar->zone);
  g_free (calendar->dir);
}

void
calendar_commit (Calendar *calendar, TwEdit *edit)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = tw_edit_commit (edit, &error);

  g_assert_no_error (error);
}

TwId
calendar_add (Calendar *calendar, const char *entity, ...)
{
  g_autoptr(TwRecord) record = tw_record_new (tw_schema_get_entity (tw_store_get_schema (calendar->store), entity));
  TwEdit *edit = tw_edit_new (calendar->store, TW_ORIGIN_PERSON, "add");
  g_autoptr(GError) error = NULL;
  const char *key;
  va_list list;

  va_start (list, entity);
  while ((key = va_arg (list, const char *)) != NULL)
    {
      const char *text = va_arg (list, const char *);
      const TwField *field = tw_entity_get_field (tw_record_get_entity (record), key);
      g_autofree char *owned = NULL;

      if (*text == '@')
        text = owned = tw_id_dup_text (g_str_equal (text, "@me") ? &calendar->me : &calendar->other);
      if (field->kind == TW_KIND_LINKS)
        {
          g_autofree char *link = g_strdup_printf ("user/%s", text);

          tw_record_set_text (record, key, link, &error);
        }
      else if (field->type == TW_TYPE_DATETIME)
        {
          g_auto(TwValue) value = tw_value_datetime (calendar_at (calendar, text));

          tw_record_set (record, field, &value, &error);
        }
      else
        tw_record_set_text (record, key, text, &error);
      g_assert_no_error (error);
    }
  va_end (list);
  tw_edit_save (edit, record);
  calendar_commit (calendar, edit);
  return *tw_record_get_id (record);
}

TwInstant
calendar_at (Calendar *calendar, const char *local)
{
  TwInstant instant = 0;

  g_assert_true (tw_instant_parse (local, calendar->zone, &instant));
  return instant;
}

GPtrArray *
calendar_read (Calendar *calendar, const char *from, const char *to)
{
  TwCalendarQuery query = { calendar_at (calendar, from), calendar_at (calendar, to), calendar->zone, .with_cancelled = TRUE };
  g_autoptr(GError) error = NULL;
  GPtrArray *found = tw_calendar_read (calendar->store, &query, NULL, &error);

  g_assert_no_error (error);
  return found;
}

char *
calendar_print (Calendar *calendar, GPtrArray *occurrences)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < occurrences->len; i++)
    {
      TwOccurrence *one = g_ptr_array_index (occurrences, i);
      int year, month, day, last_month, last_day;

      tw_date_to_ymd (one->first_day, &year, &month, &day);
      tw_date_to_ymd (one->last_day, &year, &last_month, &last_day);
      if (i > 0)
        g_string_append_c (text, '|');
      if (one->all_day)
        g_string_append_printf (text, "%02d%02d-%02d%02d", month, day, last_month, last_day);
      else
        {
          gint64 start = tw_instant_get_time_of_day (one->start, calendar->zone), end = tw_instant_get_time_of_day (one->end, calendar->zone);

          g_string_append_printf (text, "%02d%02dT%02d%02d-%02d%02d", month, day, (int) (start / 3600), (int) (start / 60 % 60),
                                  (int) (end / 3600), (int) (end / 60 % 60));
        }
      g_string_append_printf (text, " %s%s%s", one->title, one->cancelled ? "(x)" : "", one->done ? "(d)" : "");
    }
  return g_string_free (text, FALSE);
}

TwOccurrence *
calendar_find (Calendar *calendar, const char *title, const char *start)
{
  TwInstant at = calendar_at (calendar, start);
  TwCalendarQuery query = { at, at + 1, calendar->zone, .with_cancelled = TRUE };
  g_autoptr(GPtrArray) found = tw_calendar_read (calendar->store, &query, NULL, NULL);

  for (guint i = 0; i < found->len; i++)
    {
      TwOccurrence *one = g_ptr_array_index (found, i);

      if (g_str_equal (one->title, title) && one->start == at)
        return tw_occurrence_copy (one);
    }
  g_error ("%s is not at %s", title, start);
}
