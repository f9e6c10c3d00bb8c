/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The timeline of a record: what stands in it, in which order, in which pages; comments, mentions and Markdown in it. */
#include "config.h"

#include <string.h>

#include <glib/gstdio.h>

#include "tw-activity.h"
#include "tw-comment.h"
#include "tw-markdown.h"
#include "tw-mention.h"
#include "tw-record-uri.h"
#include "tw-seed.h"
#include "tw-timeline-source.h"
#include "tw-timeline.h"

typedef struct
{
  char     *dir;
  TwStore  *store;
  TwSchema *schema;                                    /* not owned */
  TwRecord *company, *deal;
} Fixture;

static const char own_object[] =
  "[{\"entity\": {\"entity\": \"visit\", \"plural\": \"visits\", \"label\": \"Visit\", \"label_plural\": \"Visits\","
  " \"name\": \"name\", \"timeline\": \"came_at\", \"fields\": ["
  " {\"number\": 10, \"key\": \"name\", \"label\": \"Name\", \"kind\": \"text\", \"search\": \"name\"},"
  " {\"number\": 11, \"key\": \"came_at\", \"label\": \"Came at\", \"kind\": \"datetime\"},"
  " {\"number\": 12, \"key\": \"place\", \"label\": \"Where\", \"kind\": \"link\", \"to\": [\"company\"], \"inverse\": \"visits\","
  "  \"inverse_label\": \"Visits\"}]}}]";

static TwRecord *
make (Fixture    *fixture,
      const char *entity,
      ...)
{
  TwRecord *record = tw_record_new (tw_schema_get_entity (fixture->schema, entity));
  const char *key = NULL;
  va_list list;

  va_start (list, entity);
  while ((key = va_arg (list, const char *)) != NULL)
    {
      g_autoptr(GError) error = NULL;

      tw_record_set_text (record, key, va_arg (list, const char *), &error);
      g_assert_no_error (error);
    }
  va_end (list);
  return record;
}

static void
commit (TwEdit *edit)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) done = NULL;

  g_assert_nonnull (edit);
  done = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
}

static void
save (Fixture  *fixture,
      TwRecord *record)
{
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "save");

  tw_edit_save (edit, record);
  commit (edit);
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwSchema) shipped = tw_schema_load_shipped (&error);
  g_autofree char *company = NULL;

  g_assert_no_error (error);
  fixture->dir = g_dir_make_tmp ("tw-timeline-XXXXXX", NULL);
  fixture->store = tw_store_open (fixture->dir, shipped, TRUE, &error);
  g_assert_no_error (error);
  g_assert_true (tw_seed_workspace (fixture->store, "EUR", &error));
  g_clear_pointer (&shipped, tw_schema_unref);
  {
    g_autoptr(TwCommit) defined = tw_store_define (fixture->store, own_object, &error);

    g_assert_no_error (error);
  }
  fixture->schema = tw_store_get_schema (fixture->store);
  fixture->company = make (fixture, "company", "name", "Acme", NULL);
  save (fixture, fixture->company);
  company = tw_id_dup_text (tw_record_get_id (fixture->company));
  {
    const TwEntity *entity = tw_schema_get_entity (fixture->schema, "deal_stage");
    g_auto(TwValue) name = tw_value_text ("Lead");
    g_autoptr(TwRecord) stage = tw_store_find (fixture->store, entity->name_field, &name, NULL);
    g_autofree char *id = tw_id_dup_text (tw_record_get_id (stage));

    fixture->deal = make (fixture, "deal", "name", "Thousand chairs", "company", company, "stage", id, NULL);
  }
  save (fixture, fixture->deal);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_autofree char *command = g_strdup_printf ("rm -rf %s", fixture->dir);

  g_object_unref (fixture->company);
  g_object_unref (fixture->deal);
  tw_store_close (fixture->store);
  g_object_unref (fixture->store);
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
  g_free (fixture->dir);
}

/* "title|title" of a timeline; who is signed in is Me. */
static char *
read_titles (Fixture    *fixture,
             TwRecord   *record,
             const char *filter,
             const char *text,
             guint       limit)
{
  g_autoptr(TwTimeline) timeline = tw_timeline_new (fixture->store, tw_record_get_entity (record), tw_record_get_id (record), filter,
                                                    text, 0, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) entries = tw_timeline_read (timeline, limit, &error);
  g_autoptr(GString) titles = g_string_new (NULL);
  g_autofree char *me = tw_store_dup_title (fixture->store, tw_schema_get_entity (fixture->schema, "user")->number,
                                            tw_store_get_user (fixture->store));

  g_assert_no_error (error);
  for (guint i = 0; i < entries->len; i++)
    g_string_append_printf (titles, "%s%s", i > 0 ? "|" : "", tw_timeline_entry_get_title (g_ptr_array_index (entries, i)));
  g_string_replace (titles, me, "Me", 0);
  return g_string_free (g_steal_pointer (&titles), FALSE);
}

#define assert_titles(fixture, record, filter, text, expected) \
  G_STMT_START { \
    g_autofree char *titles = read_titles (fixture, record, filter, text, 100); \
    g_assert_cmpstr (titles, ==, expected); \
  } G_STMT_END

static void
log_activity (Fixture    *fixture,
              const char *kind,
              const char *subject,
              const char *at)
{
  g_autoptr(TwRecord) activity = make (fixture, "activity", "kind", kind, "subject", subject, "at", at, NULL);
  g_autoptr(GError) error = NULL;

  g_assert_true (tw_activity_set_about (activity, fixture->deal, &error));
  g_assert_no_error (error);
  save (fixture, activity);
}

static void
test_merge (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr(TwRecord) visit = NULL;
  g_autofree char *company = tw_id_dup_text (tw_record_get_id (fixture->company));

  log_activity (fixture, "call", "Old call", "2020-03-01T10:00:00Z");
  log_activity (fixture, "note", "Older note", "2019-03-01T10:00:00Z");
  visit = make (fixture, "visit", "name", "Fair", "came_at", "2019-06-01T10:00:00Z", "place", company, NULL);
  save (fixture, visit);
  assert_titles (fixture, fixture->deal, NULL, NULL, "Created · Me|Call · Old call|Note · Older note");
  /* A call on the deal is one on its company, and records of an own object stand there by the same way. */
  assert_titles (fixture, fixture->company, NULL, NULL, "Created · Me|Call · Old call|Visit · Fair|Note · Older note");
  assert_titles (fixture, fixture->company, "activity", NULL, "Call · Old call|Note · Older note");
  assert_titles (fixture, fixture->company, "activity:note", NULL, "Note · Older note");
  assert_titles (fixture, fixture->company, "visit", NULL, "Visit · Fair");
  assert_titles (fixture, fixture->company, "history", NULL, "Created · Me");
  assert_titles (fixture, fixture->company, NULL, "OLDER", "Note · Older note");
  assert_titles (fixture, fixture->company, NULL, "\"x\\", "");
}

/* A book that was pasted into a field is not laid out whole, and is searched to its end. */
static void
test_long_change (Fixture      *fixture,
                  gconstpointer data)
{
  g_autoptr(GString) book = g_string_new (NULL);
  g_autoptr(TwTimeline) timeline = NULL;
  g_autoptr(GPtrArray) entries = NULL;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < 20000; i++)
    g_string_append (book, "wörter ");
  g_string_append (book, "ending");
  g_assert_true (tw_record_set_text (fixture->deal, "description", book->str, NULL));
  save (fixture, fixture->deal);
  timeline = tw_timeline_new (fixture->store, tw_record_get_entity (fixture->deal), tw_record_get_id (fixture->deal), NULL, NULL, 0, NULL);
  entries = tw_timeline_read (timeline, 10, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (entries->len, ==, 2);
  g_assert_cmpuint (strlen (tw_timeline_entry_get_body (g_ptr_array_index (entries, 0))), <, 1000);
  g_assert_true (g_utf8_validate (tw_timeline_entry_get_body (g_ptr_array_index (entries, 0)), -1, NULL));
  assert_titles (fixture, fixture->deal, "history", "ending", "Changed · Me");
}

static void
test_pages (Fixture      *fixture,
            gconstpointer data)
{
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "many");
  g_autoptr(TwTimeline) timeline = NULL, some = NULL;
  g_autoptr(GPtrArray) entries = NULL;
  TwInstant last = G_MAXINT64, since = 0, until = 0;
  guint n = 0, n_days = 0;

  for (guint i = 0; i < 170; i++)
    {
      g_autofree char *at = g_strdup_printf ("20%02u-0%u-%02uT1%u:00:00Z", 10 + i % 2, 1 + i % 3, 1 + i % 7, i % 10);
      g_autoptr(TwRecord) record = i % 2 ? make (fixture, "activity", "kind", "call", "subject", "Call", "at", at, NULL)
                                         : make (fixture, "meeting", "title", "Meeting", "starts_at", at, "ends_at",
                                                 "2040-01-01T10:00:00Z", NULL);

      g_assert_true (tw_activity_set_about (record, fixture->deal, NULL));
      tw_edit_save (edit, record);
    }
  commit (edit);
  timeline = tw_timeline_new (fixture->store, tw_record_get_entity (fixture->deal), tw_record_get_id (fixture->deal), NULL, NULL, 0,
                              NULL);
  for (gboolean end = FALSE; !end; )
    {
      g_autoptr(GPtrArray) page = tw_timeline_read (timeline, 40, NULL);

      end = page->len < 40;
      n += page->len;
      for (guint i = 0; i < page->len; i++)
        {
          TwTimelineEntry *entry = g_ptr_array_index (page, i);

          g_assert_cmpint (tw_timeline_entry_get_time (entry), <=, last);
          n_days += tw_timeline_entry_get_heading (entry) != NULL;
          last = tw_timeline_entry_get_time (entry);
        }
    }
  g_assert_cmpuint (n, ==, 171);
  /* Of some days only: those between, and not those before and after. */
  g_assert_true (tw_instant_parse ("2010-02-01T00:00:00Z", NULL, &since) && tw_instant_parse ("2010-12-31T00:00:00Z", NULL, &until));
  some = tw_timeline_new (fixture->store, tw_record_get_entity (fixture->deal), tw_record_get_id (fixture->deal), NULL, NULL, 0, NULL);
  tw_timeline_set_span (some, since, until);
  entries = tw_timeline_read (some, 1000, NULL);
  g_assert_cmpuint (entries->len, >, 10);
  g_assert_cmpuint (entries->len, <, 100);
  for (guint i = 0; i < entries->len; i++)
    {
      g_assert_cmpint (tw_timeline_entry_get_time (entries->pdata[i]), >=, since);
      g_assert_cmpint (tw_timeline_entry_get_time (entries->pdata[i]), <=, until);
    }
  g_assert_nonnull (tw_timeline_entry_get_heading (entries->pdata[0]));
  g_assert_cmpuint (n_days, >, 20);
  g_assert_cmpuint (n_days, <, 171);
}

static void
test_comments (Fixture      *fixture,
               gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) entries = NULL, comments = NULL;
  g_autoptr(TwTimeline) timeline = NULL;
  const TwInverse *inverse = tw_entity_get_inverse (tw_record_get_entity (fixture->deal), "comments");
  TwId first;

  commit (tw_comment_write (fixture->store, fixture->deal, "They **agree**", NULL, &error));
  comments = tw_store_related (fixture->store, tw_record_get_entity (fixture->deal), tw_record_get_id (fixture->deal), inverse, 5,
                               NULL);
  g_assert_cmpuint (comments->len, ==, 1);
  first = *tw_record_get_id (g_ptr_array_index (comments, 0));
  commit (tw_comment_write (fixture->store, fixture->deal, "Good", &first, &error));
  timeline = tw_timeline_new (fixture->store, tw_record_get_entity (fixture->deal), tw_record_get_id (fixture->deal), "comment", NULL,
                              0, NULL);
  entries = tw_timeline_read (timeline, 10, NULL);
  g_assert_cmpuint (entries->len, ==, 2);
  g_assert_cmpstr (tw_timeline_entry_get_body (g_ptr_array_index (entries, 1)), ==, "They <b>agree</b>");
  {
    g_autofree char *quote = NULL;

    g_object_get (g_ptr_array_index (entries, 0), "quote", &quote, NULL);
    g_assert_cmpstr (quote, ==, "“They agree”");
  }
  /* One that was answered stays in the store for its answer, and is not shown. */
  commit (tw_comment_remove (fixture->store, &first, &error));
  assert_titles (fixture, fixture->deal, "comment", NULL, "Comment · Me");
  {
    g_autoptr(TwRecord) stored = tw_store_get (fixture->store, tw_record_get_entity (g_ptr_array_index (comments, 0)), &first, NULL);

    g_assert_false (tw_record_is_deleted (stored));
  }
  /* Nobody changes what another wrote. */
  {
    TwId nobody = tw_id_new ();

    tw_store_set_user (fixture->store, &nobody);
    g_assert_null (tw_comment_change (fixture->store, &first, "No", &error));
    g_assert_error (error, TW_COMMENT_ERROR, TW_COMMENT_ERROR_NOT_OWN);
  }
}

static void
test_mentions (Fixture      *fixture,
               gconstpointer data)
{
  g_autoptr(GPtrArray) people = NULL, back = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_person_free);
  g_autoptr(TwRecord) ann = make (fixture, "user", "name", "Ann [A] Berg", "email", "ann@example.org", NULL);
  g_autoptr(TwRecord) anna = make (fixture, "user", "name", "Ann", "email", "anna@example.org", NULL);
  g_autofree char *stored = NULL, *typed = NULL;
  g_autoptr(GArray) ids = NULL;

  save (fixture, ann);
  save (fixture, anna);
  people = tw_mention_complete (fixture->store, "an", 5, NULL);
  g_assert_cmpuint (people->len, ==, 2);
  stored = tw_mention_to_stored (fixture->schema, "@Ann [A] Berg and @Ann, not @Anne or a@Ann.", people);
  ids = tw_mention_list (fixture->schema, stored);
  g_assert_cmpuint (ids->len, ==, 2);
  g_assert_true (tw_id_equal (&g_array_index (ids, TwId, 0), tw_record_get_id (ann)));
  typed = tw_mention_to_typed (fixture->schema, stored, back);
  g_assert_cmpstr (typed, ==, "@Ann [A] Berg and @Ann, not @Anne or a@Ann.");
}

static void
test_markdown (void)
{
  static const struct
  {
    const char *markdown, *pango;
  } cases[] = {
    { "plain & <b>simple</b>", "plain &amp; &lt;b&gt;simple&lt;/b&gt;" },
    { "*a* **b** `c`", "<i>a</i> <b>b</b> <tt>c</tt>" },
    { "one\n\ntwo", "one\n\ntwo" },
    { "- a\n- b", "• a\n• b" },
    { "3. a\n4. b", "3. a\n4. b" },
    { "[x](https://example.org/?a=1&b=2)", "<a href=\"https://example.org/?a=1&amp;b=2\">x</a>" },
    { "[x](javascript:alert(1))", "x" },
    { "[x](file:///etc/passwd)", "x" },
    { "# Head", "<b>Head</b>" },
    { "", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *pango = tw_markdown_to_pango (cases[i].markdown);

      g_assert_cmpstr (pango, ==, cases[i].pango);
    }
  {
    g_autofree char *line = tw_markdown_to_line ("a **b**\n\nlonger than that", 8);

    g_assert_cmpstr (line, ==, "a b lon…");
  }
}

static void
test_uris (Fixture      *fixture,
           gconstpointer data)
{
  g_autofree char *uri = tw_record_uri_print (tw_record_get_entity (fixture->deal), tw_record_get_id (fixture->deal));
  g_autofree char *slashes = g_strconcat ("Tradewind://", strchr (uri, ':') + 1, NULL);
  static const char *const wrong[] = { "", "tradewind:", "tradewind:deal", "tradewind:deal/x", "tradewind:nothing/0190c3e4-0000-7000-8000-000000000000",
                                       "https://example.org", "tradewind:deal/0190c3e4-0000-7000-8000-000000000000/x" };
  TwId id;

  g_assert_true (tw_record_uri_parse (fixture->schema, uri, &id) == tw_record_get_entity (fixture->deal));
  g_assert_true (tw_id_equal (&id, tw_record_get_id (fixture->deal)));
  g_assert_true (tw_record_uri_parse (fixture->schema, slashes, &id) == tw_record_get_entity (fixture->deal));
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_null (tw_record_uri_parse (fixture->schema, wrong[i], &id));
}

static void
test_follow_up (Fixture      *fixture,
                gconstpointer data)
{
  g_autoptr(TwRecord) activity = make (fixture, "activity", "kind", "call", "subject", "Call", NULL);
  g_autoptr(TwRecord) template = make (fixture, "activity_template", "name", "T", "kind", "demo", "subject", "Show it", "duration",
                                       "30 min", NULL);
  g_autoptr(TwRecord) task = NULL;

  g_assert_true (tw_activity_set_about (activity, fixture->deal, NULL));
  tw_activity_use_template (activity, template);
  g_assert_cmpstr (tw_record_get_key (activity, "kind")->text, ==, "demo");
  g_assert_cmpstr (tw_record_get_key (activity, "subject")->text, ==, "Show it");
  g_assert_cmpint (tw_record_get_key (activity, "duration")->i, ==, 1800);
  task = tw_activity_new_follow_up (activity, "Call back", 20000);
  g_assert_true (tw_id_equal (&tw_record_get_key (task, "deal")->id, tw_record_get_id (fixture->deal)));
  g_assert_true (tw_id_equal (&tw_record_get_key (task, "company")->id, tw_record_get_id (fixture->company)));
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/crm/timeline/merge", test_merge);
  ADD ("/crm/timeline/pages", test_pages);
  ADD ("/crm/timeline/comments", test_comments);
  ADD ("/crm/comment/mentions", test_mentions);
  ADD ("/crm/comment/uris", test_uris);
  ADD ("/crm/timeline/long-change", test_long_change);
  ADD ("/crm/activity/follow-up", test_follow_up);
  g_test_add_func ("/crm/comment/markdown", test_markdown);
  return g_test_run ();
}
