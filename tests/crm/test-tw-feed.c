/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The feed: whose doings stand in it, in which words, what is left out, and how much of the log it looks at. */
#include "config.h"

#include <glib/gstdio.h>

#include "tw-comment.h"
#include "tw-feed.h"
#include "tw-follow.h"
#include "tw-mention.h"
#include "tw-seed.h"

typedef struct
{
  char     *dir;
  TwStore  *store;
  TwSchema *schema;                                    /* not owned */
  TwId      me, ann, ben, team;
  TwRecord *acme, *beta;
} Fixture;

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

/* As another person: what a server does with what somebody sends. */
static void
save_as (Fixture    *fixture,
         const TwId *user,
         TwRecord   *record)
{
  TwEdit *edit = NULL;

  tw_store_act_as (fixture->store, user);
  edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "Change it");
  tw_edit_save (edit, record);
  commit (edit);
  tw_store_act_as (fixture->store, NULL);
}

static TwId
add (Fixture  *fixture,
     TwRecord *record)
{
  TwId id = *tw_record_get_id (record);

  save_as (fixture, NULL, record);
  g_object_unref (record);
  return id;
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwSchema) shipped = tw_schema_load_shipped (&error);
  g_autoptr(TwRecord) me = NULL;
  char team[TW_ID_TEXT_LENGTH + 1];

  fixture->dir = g_dir_make_tmp ("tw-feed-XXXXXX", NULL);
  fixture->store = tw_store_open (fixture->dir, shipped, TRUE, &error);
  g_assert_no_error (error);
  g_assert_true (tw_seed_workspace (fixture->store, "EUR", &error));
  fixture->schema = tw_store_get_schema (fixture->store);
  fixture->me = *tw_store_get_user (fixture->store);
  fixture->team = add (fixture, make (fixture, "team", "name", "North", "code", "N", NULL));
  tw_id_print (&fixture->team, team);
  fixture->ann = add (fixture, make (fixture, "user", "name", "Ann Berg", "email", "ann@example.org", "teams", team, NULL));
  fixture->ben = add (fixture, make (fixture, "user", "name", "Ben", "email", "ben@example.org", NULL));
  me = tw_store_get (fixture->store, tw_schema_get_entity (fixture->schema, "user"), &fixture->me, NULL);
  tw_record_set_text (me, "name", "Me", NULL);
  tw_record_set_text (me, "teams", team, NULL);
  save_as (fixture, NULL, me);
  fixture->acme = make (fixture, "company", "name", "Acme", NULL);
  fixture->beta = make (fixture, "company", "name", "Beta", NULL);
  save_as (fixture, &fixture->ben, fixture->acme);
  save_as (fixture, &fixture->ben, fixture->beta);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_autofree char *command = g_strdup_printf ("rm -rf %s", fixture->dir);

  g_object_unref (fixture->acme);
  g_object_unref (fixture->beta);
  tw_store_close (fixture->store);
  g_object_unref (fixture->store);
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
  g_free (fixture->dir);
}

/* "title/detail/body|…", the newest first. */
static char *
dup_feed (Fixture             *fixture,
          const TwFeedOptions *options)
{
  g_autoptr(TwFeed) feed = tw_feed_new (fixture->store, options);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) entries = tw_feed_read (feed, 100, &error);
  GString *text = g_string_new (NULL);

  g_assert_no_error (error);
  g_assert_true (tw_feed_is_at_end (feed));
  for (guint i = 0; i < entries->len; i++)
    {
      TwTimelineEntry *entry = g_ptr_array_index (entries, i);
      const char *body = tw_timeline_entry_get_body (entry);

      g_string_append_printf (text, "%s%s/%s%s%s", i > 0 ? "|" : "", tw_timeline_entry_get_title (entry),
                              tw_timeline_entry_get_detail (entry), body != NULL ? "/" : "", body != NULL ? body : "");
    }
  return g_string_free (text, FALSE);
}

#define assert_feed(fixture, expected, ...) \
  G_STMT_START { \
    const TwFeedOptions options = { __VA_ARGS__ }; \
    g_autofree char *text = dup_feed (fixture, &options); \
    g_assert_cmpstr (text, ==, expected); \
  } G_STMT_END

static void
change (Fixture    *fixture,
        const TwId *user,
        TwRecord   *record,
        const char *key,
        const char *value)
{
  g_autoptr(GError) error = NULL;

  tw_record_set_text (record, key, value, &error);
  g_assert_no_error (error);
  save_as (fixture, user, record);
}

static void
follow (Fixture    *fixture,
        TwRecord   *record,
        const char *kind)
{
  commit (tw_follow_set_kind (fixture->store, record, kind));
}

/* A colleague's doings are the team's, a stranger's are not; everybody's are everybody's. */
static void
test_team (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr(TwRecord) call = make (fixture, "activity", "kind", "call", "subject", "Asked", NULL);
  g_auto(TwValue) link = tw_value_link (tw_record_get_entity (fixture->acme)->number, tw_record_get_id (fixture->acme));

  change (fixture, &fixture->ann, fixture->acme, "phone", "+49 30 1234");
  tw_record_set_key (call, "company", &link, NULL);
  save_as (fixture, &fixture->ann, call);
  assert_feed (fixture, "Asked/Call · Created · Ann Berg · Acme|Acme/Company · Changed · Ann Berg/Phone: – → +49 30 1234",
               .from = TW_FEED_TEAM);
  assert_feed (fixture, "Asked/Call · Created · Ann Berg · Acme|Acme/Company · Changed · Ann Berg/Phone: – → +49 30 1234"
               "|Beta/Company · Created · Ben|Acme/Company · Created · Ben", .from = TW_FEED_EVERYBODY);
  assert_feed (fixture, "", .from = 0);
}

static void
test_filters (Fixture      *fixture,
              gconstpointer data)
{
  static const char *const hidden[] = { "company", NULL };

  add (fixture, make (fixture, "task", "title", "Call them", NULL));
  change (fixture, &fixture->ann, fixture->acme, "phone", "+49 30 1234");
  assert_feed (fixture, "Call them/Task · Created · Me", .from = TW_FEED_EVERYBODY, .hidden = hidden);
  assert_feed (fixture, "Call them/Task · Created · Me", .from = TW_FEED_EVERYBODY, .entity = "task");
  assert_feed (fixture, "Acme/Company · Changed · Ann Berg/Phone: – → +49 30 1234", .from = TW_FEED_EVERYBODY, .kinds = TW_FEED_CHANGED);
  assert_feed (fixture, "Call them/Task · Created · Me", .from = TW_FEED_EVERYBODY, .person = fixture->me);
  assert_feed (fixture, "", .from = TW_FEED_EVERYBODY, .until = 1000);
  assert_feed (fixture, "", .from = TW_FEED_EVERYBODY, .since = g_get_real_time () + 3600 * (gint64) G_USEC_PER_SEC);
}

/* What is followed, and what is added to it, by whomever; muted is not followed. */
static void
test_followed (Fixture      *fixture,
               gconstpointer data)
{
  follow (fixture, fixture->acme, "all");
  change (fixture, &fixture->ben, fixture->beta, "phone", "+49 30 1");
  change (fixture, &fixture->ben, fixture->acme, "phone", "+49 30 2");
  tw_store_act_as (fixture->store, &fixture->ben);
  commit (tw_comment_write (fixture->store, fixture->acme, "Be **quick**", NULL, NULL));
  tw_store_act_as (fixture->store, NULL);
  assert_feed (fixture, "Acme/Comment · Ben/Be <b>quick</b>|Acme/Company · Changed · Ben/Phone: – → +49 30 2|Acme/Company · Created · Ben",
               .from = TW_FEED_FOLLOWED);
  assert_feed (fixture, "Acme/Comment · Ben/Be <b>quick</b>", .from = TW_FEED_FOLLOWED, .kinds = TW_FEED_WRITTEN);
  follow (fixture, fixture->acme, "muted");
  g_assert_false (tw_follow_is_on (fixture->store, fixture->acme));
  assert_feed (fixture, "", .from = TW_FEED_FOLLOWED);
}

static void
test_mentions (Fixture      *fixture,
               gconstpointer data)
{
  g_autoptr(GPtrArray) people = tw_mention_complete (fixture->store, "Me", 5, NULL);
  g_autofree char *text = tw_mention_to_stored (fixture->schema, "Look, @Me!", people);

  tw_store_act_as (fixture->store, &fixture->ben);
  commit (tw_comment_write (fixture->store, fixture->beta, "Nothing for @anybody", NULL, NULL));
  commit (tw_comment_write (fixture->store, fixture->beta, text, NULL, NULL));
  tw_store_act_as (fixture->store, NULL);
  {
    const TwFeedOptions options = { .from = TW_FEED_MENTIONS };
    g_autoptr(TwFeed) feed = tw_feed_new (fixture->store, &options);
    g_autoptr(GPtrArray) entries = tw_feed_read (feed, 10, NULL);

    g_assert_cmpuint (entries->len, ==, 1);
    /* It leads to the record, not to the comment. */
    g_assert_cmpuint (tw_timeline_entry_get_entity (g_ptr_array_index (entries, 0)), ==, tw_record_get_entity (fixture->beta)->number);
    g_assert_true (tw_id_equal (tw_timeline_entry_get_id (g_ptr_array_index (entries, 0)), tw_record_get_id (fixture->beta)));
  }
}

/* A change that concerns a person in more than one way stands there once. */
static void
test_once (Fixture      *fixture,
           gconstpointer data)
{
  follow (fixture, fixture->acme, "all");
  change (fixture, &fixture->ann, fixture->acme, "phone", "+49 30 1234");
  assert_feed (fixture, "Acme/Company · Changed · Ann Berg/Phone: – → +49 30 1234|Acme/Company · Created · Ben",
               .from = TW_FEED_FOLLOWED | TW_FEED_TEAM | TW_FEED_MENTIONS);
}

/* An import is one line, whatever it brought; the program's own commits are none. */
static void
test_large (Fixture      *fixture,
            gconstpointer data)
{
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_IMPORT, "Import people.csv");
  TwEdit *own = tw_edit_new (fixture->store, TW_ORIGIN_SYSTEM, "Housekeeping");
  g_autoptr(TwRecord) contact = make (fixture, "contact", "name", "Nobody", NULL);

  for (guint i = 0; i < 80; i++)
    {
      g_autoptr(TwRecord) record = make (fixture, "contact", "name", "Somebody", NULL);

      tw_edit_save (edit, record);
    }
  commit (edit);
  tw_edit_save (own, contact);
  commit (own);
  assert_feed (fixture, "Import people.csv/80 records · Me", .from = TW_FEED_TEAM);
  assert_feed (fixture, "", .from = TW_FEED_TEAM, .entity = "contact", .kinds = TW_FEED_CHANGED);
}

/* What may not be read is not told, and neither are fields that are hidden from the reader. */
static void
test_rights (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwAccess) access = NULL;
  char ann[TW_ID_TEXT_LENGTH + 1], role[TW_ID_TEXT_LENGTH + 1];
  TwId id = add (fixture, make (fixture, "role", "name", "Narrow", "permissions", "company read", "record_scope", "own", "field_rules",
                                "{\"company.phone\": \"hidden\"}", NULL));
  g_autoptr(TwRecord) user = tw_store_get (fixture->store, tw_schema_get_entity (fixture->schema, "user"), &fixture->ann, NULL);

  tw_record_set_text (user, "roles", tw_id_print (&id, role), NULL);
  save_as (fixture, NULL, user);
  change (fixture, &fixture->ben, fixture->beta, "owner", tw_id_print (&fixture->ann, ann));
  change (fixture, &fixture->ben, fixture->beta, "phone", "+49 30 1");
  change (fixture, &fixture->ben, fixture->acme, "website", "https://acme.example");
  access = tw_access_new (fixture->store, &fixture->ann, NULL, &error);
  g_assert_no_error (error);
  assert_feed (fixture, "Beta/Company · Changed · Ben/Owner: Ben → Ann Berg|Beta/Company · Created · Ben",
               .from = TW_FEED_EVERYBODY, .entity = "company", .access = access);
}

/* Page by page the same as at once, and each day has one heading. */
static void
test_pages (Fixture      *fixture,
            gconstpointer data)
{
  const TwFeedOptions options = { .from = TW_FEED_EVERYBODY };
  g_autoptr(TwFeed) feed = tw_feed_new (fixture->store, &options);
  guint n = 0, headings = 0;

  for (guint i = 0; i < 120; i++)
    {
      g_autofree char *name = g_strdup_printf ("Task %u", i);

      add (fixture, make (fixture, "task", "title", name, NULL));
    }
  while (!tw_feed_is_at_end (feed))
    {
      g_autoptr(GPtrArray) page = tw_feed_read (feed, 7, NULL);

      g_assert_cmpuint (page->len, <=, 7);
      for (guint i = 0; i < page->len; i++, n++)
        {
          g_autofree char *name = n < 120 ? g_strdup_printf ("Task %u", 119 - n) : NULL;

          if (name != NULL)
            g_assert_cmpstr (tw_timeline_entry_get_title (g_ptr_array_index (page, i)), ==, name);
          headings += tw_timeline_entry_get_heading (g_ptr_array_index (page, i)) != NULL;
        }
    }
  g_assert_cmpuint (n, ==, 122);
  g_assert_cmpuint (headings, >=, 1);
  /* Midnight may pass while the test runs. */
  g_assert_cmpuint (headings, <=, 2);
}

/* However long the log is and however rare what is asked for, a read looks at so many rows and no more; reading on goes on. */
static void
test_bounded (Fixture      *fixture,
              gconstpointer data)
{
  const TwFeedOptions options = { .from = TW_FEED_FOLLOWED };
  g_autoptr(TwFeed) feed = NULL;
  guint64 before = 0;
  guint n = 0, rounds = 0;

  follow (fixture, fixture->acme, "all");
  for (guint i = 0; i < 300; i++)
    {
      TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "Tasks");

      for (guint j = 0; j < 40; j++)
        {
          g_autoptr(TwRecord) record = make (fixture, "task", "title", "Something", NULL);

          tw_edit_save (edit, record);
        }
      commit (edit);
    }
  feed = tw_feed_new (fixture->store, &options);
  while (!tw_feed_is_at_end (feed))
    {
      g_autoptr(GPtrArray) page = tw_feed_read (feed, 50, NULL);

      g_assert_cmpuint (tw_feed_get_n_rows (feed) - before, <=, 4100);
      before = tw_feed_get_n_rows (feed);
      n += page->len;
      g_assert_cmpuint (++rounds, <, 10);
      g_assert_cmpint (tw_feed_get_reached (feed), >, 0);
    }
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpuint (rounds, >, 2);
  /* A full page is read without a look at what lies behind it. */
  {
    const TwFeedOptions all = { .from = TW_FEED_EVERYBODY };
    g_autoptr(TwFeed) other = tw_feed_new (fixture->store, &all);
    g_autoptr(GPtrArray) page = tw_feed_read (other, 50, NULL);

    g_assert_cmpuint (page->len, ==, 50);
    g_assert_cmpuint (tw_feed_get_n_rows (other), <=, 2 * 41);
  }
}

static void
test_find_commit (Fixture      *fixture,
                  gconstpointer data)
{
  g_autoptr(GPtrArray) commits = tw_store_commits (fixture->store, 0, 1000, NULL);
  g_autoptr(GPtrArray) back = tw_store_commits_before (fixture->store, 0, 1000, NULL);

  g_assert_cmpuint (back->len, ==, commits->len);
  for (guint i = 0; i < commits->len; i++)
    {
      TwCommit *one = g_ptr_array_index (commits, i);
      gint64 seq = tw_store_find_commit (fixture->store, tw_commit_get_time (one), NULL);

      g_assert_cmpint (tw_commit_get_seq (one), ==, tw_commit_get_seq (g_ptr_array_index (back, commits->len - 1 - i)));
      /* Several may have been made in one moment. */
      g_assert_cmpint (seq, >=, tw_commit_get_seq (one));
      g_assert_cmpint (tw_store_find_commit (fixture->store, tw_commit_get_time (one) - 1, NULL), <, tw_commit_get_seq (one));
    }
  g_assert_cmpint (tw_store_find_commit (fixture->store, 0, NULL), ==, 0);
  g_assert_cmpint (tw_store_find_commit (fixture->store, G_MAXINT64, NULL), ==, commits->len);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/crm/feed/team", test_team);
  ADD ("/crm/feed/filters", test_filters);
  ADD ("/crm/feed/followed", test_followed);
  ADD ("/crm/feed/mentions", test_mentions);
  ADD ("/crm/feed/once", test_once);
  ADD ("/crm/feed/large-commits", test_large);
  ADD ("/crm/feed/rights", test_rights);
  ADD ("/crm/feed/pages", test_pages);
  ADD ("/crm/feed/bounded", test_bounded);
  ADD ("/crm/feed/find-commit", test_find_commit);
  return g_test_run ();
}
