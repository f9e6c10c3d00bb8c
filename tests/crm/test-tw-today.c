/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What needs doing today: which records stand there and which do not, the way between meetings, and having done with them. */
#include <string.h>

#include "tw-seed.h"
#include "tw-star.h"
#include "tw-today.h"

typedef struct
{
  TwStore *store;
  char    *dir;
  TwId     me, other;
  TwId     stage;                                      /* may be stayed in for 10 days */
} Fixture;

static const TwEntity *
get_entity (Fixture *fixture, const char *key)
{
  const TwEntity *entity = tw_schema_get_entity (tw_store_get_schema (fixture->store), key);

  g_assert_nonnull (entity);
  return entity;
}

/* Pairs of key and text, NULL-terminated; "#0" to "#2" are days from today, "@me", "@other", "@stage" links. */
static TwId
add (Fixture *fixture, const char *entity, ...)
{
  g_autoptr(TwRecord) record = tw_record_new (get_entity (fixture, entity));
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "add");
  g_autoptr(TwCommit) commit = NULL;
  g_autoptr(GError) error = NULL;
  TwExprContext *context = tw_store_dup_context (fixture->store);
  TwDate today = tw_instant_get_date (context->now, context->zone);
  const char *key;
  va_list list;

  va_start (list, entity);
  while ((key = va_arg (list, const char *)) != NULL)
    {
      const char *text = va_arg (list, const char *);
      g_autofree char *owned = NULL;

      if (*text == '#')
        text = owned = tw_date_print (today + atoi (text + 1));
      else if (*text == '%')                           /* minutes of today */
        {
          TwInstant at = tw_instant_from_local (today, atoi (text + 1) * 60, context->zone);

          text = owned = tw_instant_print (at);
        }
      else if (*text == '-' && strchr (text, 'd') != NULL)
        text = owned = tw_instant_print (context->now - atoi (text + 1) * TW_USEC_PER_DAY);
      else if (g_str_equal (text, "@me"))
        text = owned = tw_id_dup_text (&fixture->me);
      else if (g_str_equal (text, "@other"))
        text = owned = tw_id_dup_text (&fixture->other);
      else if (g_str_equal (text, "@stage"))
        text = owned = tw_id_dup_text (&fixture->stage);
      tw_record_set_text (record, key, text, &error);
      g_assert_no_error (error);
    }
  va_end (list);
  tw_store_context_free (context);
  tw_edit_save (edit, record);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  return *tw_record_get_id (record);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwSchema) schema = tw_schema_load_shipped (&error);
  g_autoptr(TwRecord) pipeline = NULL;
  g_autofree char *id = NULL;
  TwId pipeline_id;

  g_assert_no_error (error);
  fixture->dir = g_dir_make_tmp ("tw-today-XXXXXX", &error);
  fixture->store = tw_store_open (fixture->dir, schema, TRUE, &error);
  g_assert_no_error (error);
  g_assert_true (tw_seed_workspace (fixture->store, "EUR", &error));
  g_assert_no_error (error);
  fixture->me = add (fixture, "user", "name", "Me", "email", "me@example.com", NULL);
  fixture->other = add (fixture, "user", "name", "Other", "email", "other@example.com", NULL);
  tw_store_set_user (fixture->store, &fixture->me);
  pipeline_id = add (fixture, "pipeline", "name", "P", NULL);
  id = tw_id_dup_text (&pipeline_id);
  fixture->stage = add (fixture, "deal_stage", "name", "Talk", "pipeline", id, "kind", "open", "max_days", "10", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", fixture->dir);

  tw_store_close (fixture->store);
  g_assert_finalize_object (fixture->store);
  g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL);
  g_free (fixture->dir);
}

static GPtrArray *
read_lines (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  GPtrArray *lines = tw_today_read (fixture->store, &error);

  g_assert_no_error (error);
  return lines;
}

/* "0 title|4 title|…": section and title of each line. */
static char *
dup_lines (Fixture *fixture)
{
  g_autoptr(GPtrArray) lines = read_lines (fixture);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < lines->len; i++)
    {
      TwTodayLine *line = g_ptr_array_index (lines, i);

      g_string_append_printf (text, "%s%d %s", i > 0 ? "|" : "", line->section, line->title);
    }
  return g_string_free (text, FALSE);
}

static void
assert_lines (Fixture *fixture, const char *expected)
{
  g_autofree char *lines = dup_lines (fixture);

  g_assert_cmpstr (lines, ==, expected);
}

static void
test_tasks (Fixture *fixture, gconstpointer data)
{
  assert_lines (fixture, "");
  add (fixture, "task", "title", "old", "due_date", "#-3", "assignee", "@me", NULL);
  add (fixture, "task", "title", "older", "due_date", "#-9", "assignee", "@me", NULL);
  add (fixture, "task", "title", "now", "due_date", "#0", "assignee", "@me", NULL);
  add (fixture, "task", "title", "now, urgent", "due_date", "#0", "priority", "urgent", "assignee", "@me", NULL);
  add (fixture, "task", "title", "later", "due_date", "#1", "assignee", "@me", NULL);
  add (fixture, "task", "title", "some day", "assignee", "@me", NULL);
  add (fixture, "task", "title", "done", "due_date", "#-1", "status", "completed", "assignee", "@me", NULL);
  add (fixture, "task", "title", "of another", "due_date", "#0", "assignee", "@other", NULL);
  assert_lines (fixture, "0 older|0 old|1 now, urgent|1 now");
}

static void
test_risk (Fixture *fixture, gconstpointer data)
{
  TwId quiet, talked, planned;
  g_autofree char *talked_id = NULL, *planned_id = NULL;

  quiet = add (fixture, "deal", "name", "quiet", "stage", "@stage", "stage_entered_at", "-20d", "owner", "@me", "amount", "5 EUR", NULL);
  talked = add (fixture, "deal", "name", "talked", "stage", "@stage", "stage_entered_at", "-20d", "owner", "@me", NULL);
  planned = add (fixture, "deal", "name", "planned", "stage", "@stage", "stage_entered_at", "-20d", "owner", "@me", NULL);
  add (fixture, "deal", "name", "fresh", "stage", "@stage", "stage_entered_at", "-9d", "owner", "@me", NULL);
  add (fixture, "deal", "name", "of another", "stage", "@stage", "stage_entered_at", "-20d", "owner", "@other", NULL);
  talked_id = tw_id_dup_text (&talked);
  planned_id = tw_id_dup_text (&planned);
  add (fixture, "activity", "kind", "call", "subject", "talk", "deal", talked_id, "at", "-2d", NULL);
  add (fixture, "task", "title", "next", "due_date", "#2", "deal", planned_id, "assignee", "@me", NULL);
  assert_lines (fixture, "3 quiet");
  /* What was put off has a task for tomorrow, and is no longer at risk. */
  {
    g_autoptr(GPtrArray) lines = read_lines (fixture);
    g_autoptr(GError) error = NULL;
    TwTodayLine *line = g_ptr_array_index (lines, 0);
    g_autoptr(TwCommit) commit = NULL;
    TwEdit *edit = NULL;

    g_assert_true (tw_id_equal (&line->id, &quiet));
    g_assert_false (line->can_do);
    g_assert_true (line->can_snooze);
    g_assert_null (tw_today_do (fixture->store, line, &error));
    g_assert_no_error (error);
    edit = tw_today_snooze (fixture->store, line, &error);
    g_assert_no_error (error);
    commit = tw_edit_commit (edit, &error);
    g_assert_no_error (error);
    g_assert_true (tw_today_touches (fixture->store, commit));
  }
  assert_lines (fixture, "");
}

static void
test_meetings (Fixture *fixture, gconstpointer data)
{
  TwId near, far, away;
  g_autofree char *near_id = NULL, *far_id = NULL, *away_id = NULL;
  g_autofree char *me = tw_id_dup_text (&fixture->me);
  g_autofree char *attendee = g_strdup_printf ("user:%s", me);
  g_autoptr(GPtrArray) lines = NULL;
  TwTodayLine *line = NULL;

  near = add (fixture, "company", "name", "Near", "location", "52.52, 13.40", NULL);
  far = add (fixture, "company", "name", "Far", "location", "52.40, 13.06", NULL);
  away = add (fixture, "company", "name", "Nowhere", NULL);
  near_id = tw_id_dup_text (&near);
  far_id = tw_id_dup_text (&far);
  away_id = tw_id_dup_text (&away);
  add (fixture, "meeting", "title", "b", "starts_at", "%620", "ends_at", "%680", "company", far_id, "organizer", "@me", NULL);
  add (fixture, "meeting", "title", "a", "starts_at", "%540", "ends_at", "%600", "company", near_id, "organizer", "@me", NULL);
  add (fixture, "meeting", "title", "c", "starts_at", "%900", "ends_at", "%960", "company", near_id, "organizer", "@other",
       "attendees", attendee, NULL);
  add (fixture, "meeting", "title", "d", "starts_at", "%1000", "ends_at", "%1020", "company", away_id, "organizer", "@me", NULL);
  add (fixture, "meeting", "title", "off", "starts_at", "%600", "ends_at", "%660", "status", "cancelled", "organizer", "@me", NULL);
  add (fixture, "meeting", "title", "of another", "starts_at", "%600", "ends_at", "%660", "organizer", "@other", NULL);
  assert_lines (fixture, "2 a|2 b|2 c|2 d");
  lines = read_lines (fixture);
  line = g_ptr_array_index (lines, 0);
  g_assert_cmpint (line->travel_minutes, ==, -1);
  g_assert_cmpstr (line->about, ==, "Near");
  line = g_ptr_array_index (lines, 1);
  g_assert_cmpint (line->gap_minutes, ==, 20);
  g_assert_cmpint (line->travel_minutes, >, 30);
  g_assert_cmpint (line->travel_minutes, <, 60);
  line = g_ptr_array_index (lines, 2);
  g_assert_cmpint (line->gap_minutes, ==, 220);
  line = g_ptr_array_index (lines, 3);
  g_assert_cmpint (line->travel_minutes, ==, -1);
}

static void
test_travel (void)
{
  static const struct { double a, b, c, d; int least, most; } cases[] = {
    { 52.52, 13.40, 52.52, 13.40, 0, 0 },
    { 52.52, 13.40, 52.521, 13.40, 0, 0 },              /* a short walk */
    { 52.52, 13.40, 52.53, 13.40, 6, 8 },
    { 48.86, 2.35, 45.76, 4.84, 550, 650 },             /* Paris to Lyon */
    { 0, 179.9, 0, -179.9, 35, 45 },                    /* over the date line */
    { 90, 0, -90, 0, 30000, 32000 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      int minutes = tw_today_travel (cases[i].a, cases[i].b, cases[i].c, cases[i].d);

      g_assert_cmpint (minutes, >=, cases[i].least);
      g_assert_cmpint (minutes, <=, cases[i].most);
    }
}

static void
test_mentions (Fixture *fixture, gconstpointer data)
{
  TwId company = add (fixture, "company", "name", "Acme", NULL), comment, quote;
  g_autofree char *company_id = tw_id_dup_text (&company);
  g_autofree char *record = g_strdup_printf ("company:%s", company_id);
  g_autofree char *comment_id = NULL, *quote_id = NULL;
  g_autoptr(GPtrArray) lines = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = NULL;
  TwTodayLine *line = NULL;

  comment = add (fixture, "comment", "record", record, "author", "@other", "body", "look @Me", NULL);
  comment_id = tw_id_dup_text (&comment);
  add (fixture, "mention", "excerpt", "look @Me", "comment", comment_id, "user", "@me", NULL);
  add (fixture, "mention", "excerpt", "not me", "comment", comment_id, "user", "@other", NULL);
  quote = add (fixture, "quote", "company", company_id, NULL);
  quote_id = tw_id_dup_text (&quote);
  add (fixture, "quote_approval", "quote", quote_id, "approver", "@me", NULL);
  lines = read_lines (fixture);
  g_assert_cmpuint (lines->len, ==, 2);
  line = g_ptr_array_index (lines, 0);
  g_assert_cmpint (line->section, ==, TW_TODAY_MENTIONS);
  /* The record that it was written at is opened, and not the mention. */
  g_assert_cmpuint (line->open_entity, ==, get_entity (fixture, "company")->number);
  g_assert_true (tw_id_equal (&line->open_id, &company));
  commit = tw_edit_commit (tw_today_do (fixture->store, line, &error), &error);
  g_assert_no_error (error);
  line = g_ptr_array_index (lines, 1);
  g_assert_cmpint (line->section, ==, TW_TODAY_APPROVALS);
  g_assert_true (tw_id_equal (&line->open_id, &quote));
  g_assert_cmpstr (line->title, !=, "");
  g_assert_false (line->can_do);
  g_clear_pointer (&lines, g_ptr_array_unref);
  lines = read_lines (fixture);
  g_assert_cmpuint (lines->len, ==, 1);
}

static void
test_done (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GPtrArray) lines = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) done = NULL, put_off = NULL, undone = NULL;

  add (fixture, "task", "title", "one", "due_date", "#-1", "assignee", "@me", NULL);
  add (fixture, "task", "title", "two", "due_date", "#0", "assignee", "@me", NULL);
  lines = read_lines (fixture);
  done = tw_edit_commit (tw_today_do (fixture->store, g_ptr_array_index (lines, 0), &error), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (tw_commit_get_title (done), ==, "Done: “one”");
  put_off = tw_edit_commit (tw_today_snooze (fixture->store, g_ptr_array_index (lines, 1), &error), &error);
  g_assert_no_error (error);
  assert_lines (fixture, "");
  undone = tw_store_undo (fixture->store, NULL, &error);
  g_assert_no_error (error);
  assert_lines (fixture, "1 two");
}

static void
set_star (Fixture *fixture, const char *entity, const TwId *id, gboolean on)
{
  g_autoptr(TwRecord) record = tw_store_get (fixture->store, get_entity (fixture, entity), id, NULL);
  TwEdit *edit = tw_star_set (fixture->store, record, on);
  g_autoptr(TwCommit) commit = edit != NULL ? tw_edit_commit (edit, NULL) : NULL;

  g_assert_nonnull (commit);
}

/* After all that needs doing stands what is starred, of any kind; it is opened from there, and neither done nor put off. */
static void
test_starred (Fixture *fixture, gconstpointer data)
{
  TwId company = add (fixture, "company", "name", "Acme", NULL);
  TwId deal = add (fixture, "deal", "name", "Big one", "stage", "@stage", NULL);
  g_autoptr(GPtrArray) lines = NULL, after = NULL;
  g_autoptr(GError) error = NULL;
  TwTodayLine *line = NULL;

  add (fixture, "task", "title", "Call", "assignee", "@me", "due_date", "#0", NULL);
  set_star (fixture, "company", &company, TRUE);
  set_star (fixture, "deal", &deal, TRUE);
  lines = tw_today_read (fixture->store, &error);
  g_assert_no_error (error);
  g_assert_cmpint (lines->len, ==, 3);
  line = g_ptr_array_index (lines, 0);
  g_assert_cmpint (line->section, ==, TW_TODAY_DUE);
  line = g_ptr_array_index (lines, 1);
  g_assert_cmpint (line->section, ==, TW_TODAY_STARRED);
  g_assert_cmpstr (line->title, ==, "Acme");
  g_assert_cmpstr (line->about, ==, "Company");
  g_assert_true (tw_id_equal (&line->open_id, &company) && line->open_entity == get_entity (fixture, "company")->number);
  g_assert_false (line->can_do || line->can_snooze);
  line = g_ptr_array_index (lines, 2);
  g_assert_cmpstr (line->title, ==, "Big one");
  set_star (fixture, "company", &company, FALSE);
  after = tw_today_read (fixture->store, &error);
  g_assert_cmpint (after->len, ==, 2);
}

static void
add_test (const char *path, void (*test) (Fixture *fixture, gconstpointer data))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_test ("/crm/today/tasks", test_tasks);
  add_test ("/crm/today/risk", test_risk);
  add_test ("/crm/today/meetings", test_meetings);
  g_test_add_func ("/crm/today/travel", test_travel);
  add_test ("/crm/today/mentions", test_mentions);
  add_test ("/crm/today/done", test_done);
  add_test ("/crm/today/starred", test_starred);
  return g_test_run ();
}
