/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tasks that repeat, tasks that wait for others, and tasks that become more important. */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "site-fixture.h"
#include "tw-task-finish.h"
#include "tw-task-follow.h"
#include "tw-task-raise.h"

static TwRecord *
make (Site *site, const char *first, ...)
{
  TwRecord *record = tw_record_new (site_entity_of (site, "task"));
  va_list list;

  va_start (list, first);
  for (const char *key = first; key != NULL; key = va_arg (list, const char *))
    {
      g_autoptr (GError) error = NULL;

      tw_record_set_text (record, key, va_arg (list, const char *), &error);
      g_assert_no_error (error);
    }
  va_end (list);
  return record;
}

static void
save (Site *site, TwRecord *record)
{
  g_autoptr (GError) error = NULL;

  site_save (site, record, &error);
  g_assert_no_error (error);
}

static char *
stored (Site *site, TwRecord *task, const char *key)
{
  g_autoptr (TwRecord) record = tw_store_get (site->store, tw_record_get_entity (task), tw_record_get_id (task), NULL);

  return tw_value_print (tw_record_get_key (record, key));
}

static TwCommit *
finish (Site *site, GArray *ids, GError **error)
{
  TwEdit *edit = tw_task_finish (site->store, site_entity_of (site, "task"), ids, error);

  return edit != NULL ? tw_edit_commit (edit, error) : NULL;
}

static GArray *
ids_of (TwRecord *one, TwRecord *other)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (TwId));

  g_array_append_val (ids, *tw_record_get_id (one));
  if (other != NULL)
    g_array_append_val (ids, *tw_record_get_id (other));
  return ids;
}

/* rule "": by pattern and interval; next "": none */
static const struct { const char *due, *pattern, *interval, *rule, *end, *today, *next; } cases[] =
{
  { "2026-03-02", "daily", "1", "", "", "2026-03-02", "2026-03-03" },
  { "2026-03-02", "daily", "3", "", "", "2026-03-01", "2026-03-05" },
  { "2026-03-02", "weekly", "2", "", "", "2026-03-02", "2026-03-16" },
  /* done late: the times that went by are not made up for */
  { "2026-03-02", "weekly", "1", "", "", "2026-03-20", "2026-03-23" },
  { "2026-03-02", "daily", "1", "", "", "2026-05-20", "2026-05-20" },
  { "2026-01-15", "monthly", "1", "", "", "2026-01-15", "2026-02-15" },
  { "2026-01-31", "monthly", "1", "", "", "2026-01-31", "2026-02-28" },
  { "2028-01-30", "monthly", "1", "", "", "2028-01-30", "2028-02-29" },
  { "2026-03-31", "monthly", "1", "", "", "2026-03-31", "2026-04-30" },
  { "2026-12-31", "monthly", "2", "", "", "2026-12-31", "2027-02-28" },
  { "2026-03-02", "daily", "1", "", "2026-03-03", "2026-03-02", "2026-03-03" },
  { "2026-03-02", "daily", "1", "", "2026-03-02", "2026-03-02", "" },
  { "2026-03-02", "daily", "1", "FREQ=WEEKLY;BYDAY=MO,TH", "", "2026-03-02", "2026-03-05" },
  { "2026-03-02", "", "1", "FREQ=MONTHLY;BYMONTHDAY=-1", "", "2026-03-02", "2026-03-31" },
  { "2026-03-02", "", "1", "FREQ=MONTHLY;BYDAY=2TU", "", "2026-03-02", "2026-03-10" },
  { "2026-03-02", "", "1", "FREQ=YEARLY", "", "2026-03-02", "2027-03-02" },
  { "2026-03-02", "", "1", "FREQ=DAILY;UNTIL=20260303", "", "2026-03-05", "" },
  { "2026-03-02", "", "1", "", "", "2026-03-02", "" },
};

static void
test_dates (Site *site, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (TwRecord) task = make (site, "title", "x", "recurring", "true", "due_date", cases[i].due, "recurrence_interval",
                                        cases[i].interval, NULL);
      g_autoptr (GError) error = NULL;
      g_autofree char *text = NULL;
      TwDate today, next;

      if (*cases[i].pattern)
        g_assert_true (tw_record_set_text (task, "recurrence_pattern", cases[i].pattern, NULL));
      if (*cases[i].rule)
        g_assert_true (tw_record_set_text (task, "recurrence_rule", cases[i].rule, NULL));
      if (*cases[i].end)
        g_assert_true (tw_record_set_text (task, "recurrence_end", cases[i].end, NULL));
      g_assert_true (tw_date_parse (cases[i].today, &today));
      text = tw_task_next_date (task, today, &next, &error) ? tw_date_print (next) : g_strdup ("");
      g_assert_no_error (error);
      g_test_message ("%u", i);
      g_assert_cmpstr (text, ==, cases[i].next);
    }
}

/* A rule that means nothing is told, and nothing is changed. */
static void
test_bad_rules (Site *site, gconstpointer data)
{
  static const char *const rules[] = { "nonsense", "FREQ=", "FREQ=SECONDLY", "FREQ=DAILY;COUNT=3" };

  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      g_autoptr (TwRecord) task = make (site, "title", "x", "recurring", "true", "recurrence_rule", rules[i], "due_date", "2026-03-02", NULL);
      g_autoptr (GArray) ids = ids_of (task, NULL);
      g_autoptr (GError) error = NULL;

      save (site, task);
      g_assert_null (finish (site, ids, &error));
      g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID);
    }
  g_assert_cmpint (site_count (site, "task", "status = \"completed\""), ==, 0);
}

/* The next one is made in the same commit, which undo takes back. */
static void
test_repeat (Site *site, gconstpointer data)
{
  g_autoptr (TwRecord) task = make (site, "title", "Report", "recurring", "true", "recurrence_pattern", "weekly", "priority", "high", "tags",
                                    "[\"x\"]", "due_date", "2035-03-05", "reminder_at", "2035-03-05T08:00:00Z", "due_time", "10:00", NULL);
  g_autoptr (GArray) ids = ids_of (task, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwCommit) commit = NULL, undone = NULL;

  save (site, task);
  commit = finish (site, ids, &error);
  g_assert_no_error (error);
  g_assert_cmpint (site_count (site, "task", "status = \"completed\" and completed_at is not empty and due_date = 2035-03-05"), ==, 1);
  g_assert_cmpint (site_count (site, "task", "status = \"pending\" and title = \"Report\" and due_date = 2035-03-12 and priority = \"high\""
                                " and tags has \"x\" and recurring and completed_at is empty"), ==, 1);
  g_assert_cmpint (site_count (site, "task", "status = \"pending\" and reminder_at > 2035-03-11 and reminder_at < 2035-03-13"), ==, 1);
  undone = tw_store_undo (site->store, tw_commit_get_id (commit), &error);
  g_assert_no_error (error);
  g_assert_cmpint (site_count (site, "task", NULL), ==, 1);
  g_assert_cmpint (site_count (site, "task", "status = \"pending\""), ==, 1);
}

/* How long before it is due, to when that is: of tasks with and without a time; moved with the task, and not when it was put off. */
static void
test_remind_before (Site *site, gconstpointer data)
{
  static const struct { const char *date, *time, *before, *at; } moments[] = {
    { "2035-03-05", "10:00", "1800", "2035-03-05T09:30:00Z" },
    { "2035-03-05", "10:00", "7200", "2035-03-05T08:00:00Z" },
    { "2035-03-05", NULL, "86400", "2035-03-04T09:00:00Z" },
    { "2035-03-05", "00:10", "1200", "2035-03-04T23:50:00Z" },
    { "2035-03-05", "10:00", "0", "2035-03-05T10:00:00Z" },
    { "2035-03-05", "10:00", NULL, NULL },
    { NULL, NULL, "1800", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (moments); i++)
    {
      g_autoptr (TwRecord) task = make (site, "title", "Report", NULL);
      g_autofree char *at = NULL;

      tw_record_set_text (task, "due_date", moments[i].date ? moments[i].date : "", NULL);
      tw_record_set_text (task, "due_time", moments[i].time ? moments[i].time : "", NULL);
      tw_record_set_text (task, "remind_before", moments[i].before ? moments[i].before : "", NULL);
      save (site, task);
      at = stored (site, task, "reminder_at");
      g_assert_cmpstr (at, ==, moments[i].at ? moments[i].at : "");
    }
}

static void
change (Site *site, TwRecord *task, const char *key, const char *text, const char *expected)
{
  g_autoptr (TwRecord) record = tw_store_get (site->store, tw_record_get_entity (task), tw_record_get_id (task), NULL);
  g_autofree char *at = NULL;

  g_assert_true (tw_record_set_text (record, key, text, NULL));
  save (site, record);
  at = stored (site, task, "reminder_at");
  g_assert_cmpstr (at, ==, expected);
}

static void
test_remind_moved (Site *site, gconstpointer data)
{
  g_autoptr (TwRecord) task = make (site, "title", "Report", "due_date", "2035-03-05", "due_time", "10:00", "remind_before", "3600",
                                    "recurring", "true", "recurrence_pattern", "weekly", NULL);
  g_autoptr (GArray) ids = ids_of (task, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwCommit) commit = NULL;

  save (site, task);
  change (site, task, "due_date", "2035-03-06", "2035-03-06T09:00:00Z");
  change (site, task, "due_time", "12:00", "2035-03-06T11:00:00Z");
  change (site, task, "reminder_at", "2035-03-06T11:30:00Z", "2035-03-06T11:30:00Z");
  change (site, task, "title", "Yearly report", "2035-03-06T11:30:00Z");
  /* The next one reminds in time again. */
  commit = finish (site, ids, &error);
  g_assert_no_error (error);
  g_assert_cmpint (site_count (site, "task", "status = \"pending\" and due_date = 2035-03-13 and reminder_at = \"2035-03-13T11:00:00Z\""), ==, 1);
}

static void
test_remind_cleared (Site *site, gconstpointer data)
{
  g_autoptr (TwRecord) task = make (site, "title", "Report", "due_date", "2035-03-05", "remind_before", "3600", NULL);

  save (site, task);
  change (site, task, "title", "Yearly report", "2035-03-05T08:00:00Z");
  change (site, task, "remind_before", "", "");
}

static void
test_blocked (Site *site, gconstpointer data)
{
  g_autoptr (TwRecord) first = make (site, "title", "Send offer", NULL);
  g_autoptr (TwRecord) second = make (site, "title", "Call", NULL);
  g_autoptr (GArray) one = ids_of (second, NULL);
  g_autoptr (GArray) both = ids_of (second, first);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwCommit) commit = NULL;
  g_auto (TwValue) link = TW_VALUE_INIT, links = TW_VALUE_INIT;

  save (site, first);
  link = tw_value_link (tw_record_get_entity (first)->number, tw_record_get_id (first));
  links = tw_value_list (&link, 1);
  g_assert_true (tw_record_set_key (second, "blocked_by", &links, NULL));
  save (site, second);
  g_assert_null (finish (site, one, &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "Send offer"));
  g_clear_error (&error);
  commit = finish (site, both, &error);
  g_assert_no_error (error);
  g_assert_cmpint (site_count (site, "task", "status = \"completed\""), ==, 2);
}

/* A task has one next one: finished again after undo, or after it was opened again, it makes no second; what undo took back comes again. */
static void
test_again (Site *site, gconstpointer data)
{
  g_autoptr (TwRecord) task = make (site, "title", "Report", "recurring", "true", "recurrence_pattern", "daily", "due_date", "2035-03-05", NULL);
  g_autoptr (GArray) ids = ids_of (task, NULL);
  g_autoptr (GError) error = NULL;

  save (site, task);
  for (guint round = 0; round < 3; round++)
    {
      g_autoptr (TwCommit) commit = finish (site, ids, &error), undone = NULL;

      g_assert_no_error (error);
      g_assert_cmpint (site_count (site, "task", NULL), ==, 2);
      g_assert_cmpint (site_count (site, "task", "status = \"pending\" and due_date = 2035-03-06"), ==, 1);
      if (round == 2)
        break;
      undone = tw_store_undo (site->store, tw_commit_get_id (commit), &error);
      g_assert_no_error (error);
      g_assert_cmpint (site_count (site, "task", NULL), ==, 1);
    }
  {
    g_autoptr (TwRecord) stored = tw_store_get (site->store, tw_record_get_entity (task), tw_record_get_id (task), &error);
    g_autoptr (TwCommit) commit = NULL;

    g_assert_true (tw_record_set_text (stored, "status", "pending", NULL));
    save (site, stored);
    g_assert_cmpint (site_count (site, "task", NULL), ==, 2);
    commit = finish (site, ids, &error);
    g_assert_no_error (error);
    g_assert_cmpint (site_count (site, "task", NULL), ==, 2);
  }
}

/* Two devices that both finish the task make the same record, which a server takes for one. */
static void
test_two_devices (Site *site, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  TwId task = tw_id_new (), made[2];
  Site other = { NULL };

  site_set_up (&other, NULL);
  for (guint device = 0; device < 2; device++)
    {
      Site *at = device == 0 ? site : &other;
      TwSchema *schema = tw_store_get_schema (at->store);
      g_autoptr (TwRecord) record = make (at, "title", "Report", "recurring", "true", "recurrence_pattern", "weekly", "due_date",
                                          "2035-03-05", NULL);
      g_autoptr (TwQuery) query = tw_query_new (schema, tw_schema_get_entity (schema, "task"), "status = \"pending\"", NULL, &error);
      g_autoptr (GPtrArray) found = NULL;
      g_autoptr (GArray) ids = NULL;
      g_autoptr (TwCommit) commit = NULL;

      tw_record_set_id (record, &task);
      save (at, record);
      ids = ids_of (record, NULL);
      commit = finish (at, ids, &error);
      g_assert_no_error (error);
      found = tw_store_list (at->store, query, 5, NULL, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (found->len, ==, 1);
      made[device] = *tw_record_get_id (g_ptr_array_index (found, 0));
    }
  g_assert_true (tw_id_equal (&made[0], &made[1]));
  site_tear_down (&other, NULL);
}

/* --- Priorities that rise --- */

static void
add_rule (Site *site, const char *days, const char *level, const char *condition, const char *active)
{
  g_autoptr (TwRecord) rule = tw_record_new (tw_schema_get_entity (tw_store_get_schema (site->store), "priority_rule"));
  g_autoptr (GError) error = NULL;

  tw_record_set_text (rule, "name", level, &error);
  tw_record_set_text (rule, "days_before", days, &error);
  tw_record_set_text (rule, "raise_to", level, &error);
  tw_record_set_text (rule, "condition", condition, &error);
  tw_record_set_text (rule, "active", active, &error);
  g_assert_no_error (error);
  save (site, rule);
}

static gint64
rise (Site *site, const char *at)
{
  g_autoptr (GError) error = NULL;
  TwInstant now;
  gint64 n;

  g_assert_true (tw_instant_parse (at, NULL, &now));
  n = tw_task_raise (site->store, now, &error);
  g_assert_no_error (error);
  return n;
}

static void
assert_priority (Site *site, TwRecord *task, const char *expected)
{
  g_autofree char *value = stored (site, task, "priority");

  g_assert_cmpstr (value, ==, expected);
}

/* What comes near rises step by step and never falls; what is done, far off, or not meant by the rule stays as it is. Who lowers a
 * task again is not overruled by the same rule until the task is due another day. */
static void
test_rise (Site *site, gconstpointer data)
{
  g_autoptr (TwRecord) near = make (site, "title", "Near", "due_date", "2026-03-10", "priority", "low", "category", "call", NULL);
  g_autoptr (TwRecord) urgent = make (site, "title", "Urgent", "due_date", "2026-03-10", "priority", "urgent", "category", "call", NULL);
  g_autoptr (TwRecord) done = make (site, "title", "Done", "due_date", "2026-03-10", "priority", "low", "category", "call", "status", "completed", NULL);
  g_autoptr (TwRecord) other = make (site, "title", "Other", "due_date", "2026-03-10", "priority", "low", "category", "admin", NULL);
  g_autoptr (TwRecord) without = make (site, "title", "Some day", "priority", "low", "category", "call", NULL);
  g_autoptr (TwRecord) again = NULL;

  save (site, near);
  save (site, urgent);
  save (site, done);
  save (site, other);
  save (site, without);
  g_assert_cmpint (rise (site, "2026-03-10T09:00:00Z"), ==, 0);       /* those that come with a workspace are off */
  add_rule (site, "3", "high", "category = \"call\"", "true");
  add_rule (site, "0", "urgent", "category = \"call\"", "true");
  add_rule (site, "300", "urgent", "", "false");
  add_rule (site, "300", "urgent", "no such thing", "true");
  g_assert_cmpint (rise (site, "2026-03-06T09:00:00Z"), ==, 0);
  g_assert_cmpint (rise (site, "2026-03-07T09:00:00Z"), ==, 1);
  assert_priority (site, near, "high");
  g_assert_cmpint (rise (site, "2026-03-07T09:01:00Z"), ==, 0);
  again = tw_store_get (site->store, tw_record_get_entity (near), tw_record_get_id (near), NULL);
  tw_record_set_text (again, "priority", "low", NULL);
  save (site, again);
  g_assert_cmpint (rise (site, "2026-03-08T09:00:00Z"), ==, 0);
  assert_priority (site, near, "low");
  g_assert_cmpint (rise (site, "2026-03-10T09:00:00Z"), ==, 1);
  assert_priority (site, near, "urgent");
  g_clear_object (&again);
  again = tw_store_get (site->store, tw_record_get_entity (near), tw_record_get_id (near), NULL);
  tw_record_set_text (again, "priority", "low", NULL);
  tw_record_set_text (again, "due_date", "2026-04-01", NULL);
  save (site, again);
  g_assert_cmpint (rise (site, "2026-03-30T09:00:00Z"), ==, 1);
  assert_priority (site, near, "high");
  assert_priority (site, urgent, "urgent");
  assert_priority (site, done, "low");
  assert_priority (site, other, "low");
  assert_priority (site, without, "low");
}

/* --- Tasks that follow what happened --- */

static TwRecord *
make_record (Site *site, const char *entity, const char *first_key, ...)
{
  TwRecord *record = tw_record_new (tw_schema_get_entity (tw_store_get_schema (site->store), entity));
  va_list list;

  va_start (list, first_key);
  for (const char *key = first_key; key; key = va_arg (list, const char *))
    {
      g_autoptr (GError) error = NULL;

      tw_record_set_text (record, key, va_arg (list, const char *), &error);
      g_assert_no_error (error);
    }
  va_end (list);
  return record;
}

static gint64
follow (Site *site)
{
  g_autoptr (GError) error = NULL;
  gint64 n = tw_task_follow (site->store, &error);

  g_assert_no_error (error);
  return n;
}

static gint64
count_tasks (Site *site, const char *where)
{
  g_autoptr (GError) error = NULL;
  TwSchema *schema = tw_store_get_schema (site->store);
  g_autoptr (TwQuery) query = tw_query_new (schema, tw_schema_get_entity (schema, "task"), where, NULL, &error);

  g_assert_no_error (error);
  return tw_store_count (site->store, query, &error);
}

/* A record that meets a rule gets its tasks once for each value of the rule's field, for who has the record, also when somebody deletes
 * them; a rule that is off, cannot be read or asks for what is not there makes none and keeps the others from nothing. */
static void
test_follow (Site *site, gconstpointer data)
{
  g_autoptr (TwRecord) template = make_record (site, "task_template", "name", "Call again", "title", "Take up {record} again", NULL);
  g_autofree char *id = tw_id_dup_text (tw_record_get_id (template));
  g_autoptr (TwRecord) company = make_record (site, "company", "name", "Acme", "source", "fair", NULL), again = NULL, task = NULL;
  g_autoptr (TwRecord) other = make_record (site, "company", "name", "Beta", "source", "web", NULL);
  g_autoptr (TwRecord) rule = make_record (site, "follow_up_rule", "name", "Fair", "record_type", "company", "condition", "source = \"fair\"",
                                           "once_per", "city", "template", id, "active", "true", NULL);
  static const char *const bad[][3] = { { "company", "no such thing", "" }, { "nothing", "true", "" }, { "company", "true", "no_field" },
};
  TwEdit *edit = NULL;
  g_autoptr (TwCommit) commit = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) tasks = NULL;
  g_autoptr (TwQuery) query = NULL;
  gint64 before = count_tasks (site, "true");

  save (site, template);
  save (site, company);
  save (site, other);
  g_assert_cmpint (follow (site), ==, 0);                              /* those that come with a workspace are off */
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (TwRecord) wrong = make_record (site, "follow_up_rule", "name", "A bad rule", "record_type", bad[i][0], "condition", bad[i][1],
                                                "once_per", bad[i][2], "template", id, "active", "true", NULL);

      save (site, wrong);
    }
  save (site, rule);
  g_assert_cmpint (follow (site), ==, 1);
  g_assert_cmpint (count_tasks (site, "title = \"Take up Acme again\" and company.name = \"Acme\" and assignee = company.owner"), ==, 1);
  g_assert_cmpint (count_tasks (site, "created_by_rule is not empty"), ==, 1);
  g_assert_cmpint (follow (site), ==, 0);
  /* Another value: once more, and not again when the task was thrown away. */
  again = tw_store_get (site->store, tw_record_get_entity (company), tw_record_get_id (company), NULL);
  g_assert_true (tw_record_set_text (again, "city", "Basel", NULL));
  save (site, again);
  g_assert_cmpint (follow (site), ==, 1);
  g_assert_cmpint (count_tasks (site, "true"), ==, before + 2);
  query = tw_query_new (tw_store_get_schema (site->store), tw_schema_get_entity (tw_store_get_schema (site->store), "task"),
                        "title = \"Take up Acme again\"", NULL, &error);
  tasks = tw_store_list (site->store, query, 10, NULL, NULL, &error);
  g_assert_no_error (error);
  edit = tw_edit_new (site->store, TW_ORIGIN_PERSON, "delete");
  for (guint i = 0; i < tasks->len; i++)
    tw_edit_delete (edit, tw_record_get_entity (tasks->pdata[i]), tw_record_get_id (tasks->pdata[i]));
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  g_assert_cmpint (follow (site), ==, 0);
  g_assert_cmpint (count_tasks (site, "true"), ==, before);
}

/* A task that was deleted for good is not made again, and one record that cannot have its task keeps no other one from its own. */
static void
test_follow_others (Site *site, gconstpointer data)
{
  g_autoptr (TwRecord) template = make_record (site, "task_template", "name", "By city", "title", "{city}", NULL);
  g_autofree char *id = tw_id_dup_text (tw_record_get_id (template));
  g_autoptr (TwRecord) rule = make_record (site, "follow_up_rule", "name", "Cities", "record_type", "company", "condition", "source = \"fair\"",
                                           "template", id, "active", "true", NULL);
  g_autoptr (TwRecord) first = make_record (site, "company", "name", "Acme", "source", "fair", "city", "Basel", NULL);
  g_autoptr (TwRecord) nameless = make_record (site, "company", "name", "Beta", "source", "fair", NULL);
  g_autoptr (TwRecord) later = make_record (site, "company", "name", "Gamma", "source", "fair", "city", "Genf", NULL);
  g_autoptr (TwQuery) query = NULL;
  g_autoptr (GPtrArray) tasks = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (TwCommit) commit = NULL;
  TwEdit *edit = NULL;

  save (site, template);
  save (site, rule);
  save (site, first);
  g_assert_cmpint (follow (site), ==, 1);
  query = tw_query_new (tw_store_get_schema (site->store), tw_schema_get_entity (tw_store_get_schema (site->store), "task"),
                        "title = \"Basel\"", NULL, &error);
  tasks = tw_store_list (site->store, query, 10, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (tasks->len, ==, 1);
  edit = tw_edit_new (site->store, TW_ORIGIN_PERSON, "delete");
  tw_edit_delete (edit, tw_record_get_entity (tasks->pdata[0]), tw_record_get_id (tasks->pdata[0]));
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  g_assert_cmpint (tw_store_purge (site->store, G_MAXINT64, &error), >, 0);
  g_assert_no_error (error);
  save (site, nameless);
  save (site, later);
  g_assert_cmpint (follow (site), ==, 1);
  g_assert_cmpint (count_tasks (site, "title = \"Genf\""), ==, 1);
  g_assert_cmpint (count_tasks (site, "title = \"Basel\""), ==, 0);
  g_assert_cmpint (follow (site), ==, 0);
}

/* The rules that come with a workspace can be read, and do what they say once they are on. */
static void
test_follow_seeds (Site *site, gconstpointer data)
{
  TwSchema *schema = tw_store_get_schema (site->store);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwQuery) query = tw_query_new (schema, tw_schema_get_entity (schema, "follow_up_rule"), "true", "name", &error);
  g_autoptr (GPtrArray) rules = tw_store_list (site->store, query, 10, NULL, NULL, &error);
  g_autoptr (TwRecord) company = make_record (site, "company", "name", "Acme", NULL), call = NULL, quote = NULL;
  g_autofree char *id = tw_id_dup_text (tw_record_get_id (company));

  g_assert_no_error (error);
  g_assert_cmpuint (rules->len, ==, 4);
  for (guint i = 0; i < rules->len; i++)
    {
      TwRecord *rule = rules->pdata[i];
      g_autofree char *type = tw_value_print (tw_record_get_key (rule, "record_type"));
      g_autofree char *condition = tw_value_print (tw_record_get_key (rule, "condition"));
      g_autoptr (TwQuery) meant = tw_query_new (schema, tw_schema_get_entity (schema, type), condition, NULL, &error);

      g_assert_no_error (error);
      g_assert_nonnull (meant);
      tw_record_set_text (rule, "active", "true", NULL);
      save (site, rule);
    }
  save (site, company);
  call = make_record (site, "activity", "kind", "call", "subject", "Asked", "company", id, NULL);
  save (site, call);
  quote = make_record (site, "quote", "company", id, "status", "draft", NULL);
  save (site, quote);
  tw_record_set_text (quote, "status", "sent", NULL);
  save (site, quote);
  g_assert_cmpint (follow (site), ==, 2);
  g_assert_cmpint (count_tasks (site, "title = \"Follow up the call with Acme\""), ==, 1);
  g_assert_cmpint (count_tasks (site, "title starts with \"Ask Acme about the quote\""), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add ("/crm/task-finish/" path, Site, NULL, site_set_up, func, site_tear_down)
  ADD ("remind-before", test_remind_before);
  ADD ("remind-moved", test_remind_moved);
  ADD ("remind-cleared", test_remind_cleared);
  ADD ("dates", test_dates);
  ADD ("bad-rules", test_bad_rules);
  ADD ("repeat", test_repeat);
  ADD ("blocked", test_blocked);
  ADD ("again", test_again);
  ADD ("two-devices", test_two_devices);
  ADD ("rise", test_rise);
  ADD ("follow", test_follow);
  ADD ("follow-others", test_follow_others);
  ADD ("follow-seeds", test_follow_seeds);
#undef ADD
  return g_test_run ();
}
