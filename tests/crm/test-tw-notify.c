/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is told of what. */
#include "config.h"

#include <glib/gstdio.h>

#include "tw-comment.h"
#include "tw-mention.h"
#include "tw-notifier.h"
#include "tw-preference.h"
#include "tw-seed.h"

typedef struct
{
  char     *dir;
  TwStore  *store;
  TwSchema *schema;                                    /* not owned */
  TwId      me, ann, ben;
  TwRecord *company;
  gint64    seq;
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

static void
save (Fixture  *fixture,
      TwRecord *record)
{
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "Change it");

  tw_edit_save (edit, record);
  commit (edit);
}

static TwId
add (Fixture  *fixture,
     TwRecord *record)
{
  TwId id = *tw_record_get_id (record);

  save (fixture, record);
  g_object_unref (record);
  return id;
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwSchema) shipped = tw_schema_load_shipped (&error);

  fixture->dir = g_dir_make_tmp ("tw-notify-XXXXXX", NULL);
  fixture->store = tw_store_open (fixture->dir, shipped, TRUE, &error);
  g_assert_no_error (error);
  g_assert_true (tw_seed_workspace (fixture->store, "EUR", &error));
  fixture->schema = tw_store_get_schema (fixture->store);
  fixture->me = *tw_store_get_user (fixture->store);
  fixture->ann = add (fixture, make (fixture, "user", "name", "Ann Berg", "email", "ann@example.org", NULL));
  fixture->ben = add (fixture, make (fixture, "user", "name", "Ben", "email", "ben@example.org", NULL));
  fixture->company = make (fixture, "company", "name", "Acme", NULL);
  save (fixture, fixture->company);
  fixture->seq = tw_notify_get_head (fixture->store);
  g_assert_cmpint (fixture->seq, >, 3);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_autofree char *command = g_strdup_printf ("rm -rf %s", fixture->dir);

  g_object_unref (fixture->company);
  tw_store_close (fixture->store);
  g_object_unref (fixture->store);
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
  g_free (fixture->dir);
}

static gint64
read_log (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  gint64 n = tw_notify_read (fixture->store, &fixture->seq, &error);

  g_assert_no_error (error);
  return n;
}

/* "kind body|…" of a person's notifications, the oldest first. */
static char *
list (Fixture    *fixture,
      const TwId *recipient)
{
  char id[TW_ID_TEXT_LENGTH + 1];
  g_autofree char *where = g_strdup_printf ("recipient = \"%s\"", tw_id_print (recipient, id));
  g_autoptr(TwQuery) query = tw_query_new (fixture->schema, tw_schema_get_entity (fixture->schema, "notification"), where, "created_at",
                                           NULL);
  g_autoptr(GPtrArray) records = tw_store_list (fixture->store, query, 100, NULL, NULL, NULL);
  g_autofree char *me = tw_store_dup_title (fixture->store, tw_schema_get_entity (fixture->schema, "user")->number, &fixture->me);
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < records->len; i++)
    {
      TwRecord *record = g_ptr_array_index (records, i);
      g_autofree char *kind = tw_value_print (tw_record_get_key (record, "kind"));
      g_autofree char *body = tw_value_print (tw_record_get_key (record, "body"));

      g_string_append_printf (out, "%s%s %s", i > 0 ? "|" : "", kind, body);
    }
  g_string_replace (out, me, "Me", 0);
  return g_string_free (out, FALSE);
}

#define assert_list(fixture, recipient, expected) \
  G_STMT_START { \
    g_autofree char *told = list (fixture, recipient); \
    g_assert_cmpstr (told, ==, expected); \
  } G_STMT_END

static gint64
count (Fixture    *fixture,
       const char *entity)
{
  g_autoptr(TwQuery) query = tw_query_new (fixture->schema, tw_schema_get_entity (fixture->schema, entity), NULL, NULL, NULL);

  return tw_store_count (fixture->store, query, NULL);
}

static void
follow (Fixture    *fixture,
        const TwId *user,
        const char *kind)
{
  g_autoptr(TwRecord) record = make (fixture, "follow", "kind", kind, NULL);
  g_auto(TwValue) who = tw_value_link (tw_schema_get_entity (fixture->schema, "user")->number, user);
  g_auto(TwValue) what = tw_value_link (tw_record_get_entity (fixture->company)->number, tw_record_get_id (fixture->company));

  tw_record_set_key (record, "user", &who, NULL);
  tw_record_set_key (record, "record", &what, NULL);
  save (fixture, record);
}

static void
test_mention (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr(GPtrArray) people = tw_mention_complete (fixture->store, "ann", 5, NULL);
  g_autofree char *text = tw_mention_to_stored (fixture->schema, "Look, **@Ann Berg**!", people);
  gint64 before = fixture->seq;

  follow (fixture, &fixture->ann, "all");
  commit (tw_comment_write (fixture->store, fixture->company, text, NULL, NULL));
  /* She is named and follows the record: one notification, the more important one. */
  g_assert_cmpint (read_log (fixture), ==, 1);
  assert_list (fixture, &fixture->ann, "mention Me: Look, @Ann Berg!");
  assert_list (fixture, &fixture->me, "");
  g_assert_cmpint (count (fixture, "mention"), ==, 1);
  /* What was told is not told again, whoever reads, and from wherever. */
  g_assert_cmpint (read_log (fixture), ==, 0);
  fixture->seq = before;
  g_assert_cmpint (read_log (fixture), ==, 0);
  g_assert_cmpint (count (fixture, "notification"), ==, 1);
  g_assert_cmpint (count (fixture, "mention"), ==, 1);
}

static void
test_assignment (Fixture      *fixture,
                 gconstpointer data)
{
  char ann[TW_ID_TEXT_LENGTH + 1], me[TW_ID_TEXT_LENGTH + 1];

  add (fixture, make (fixture, "task", "title", "Call them", "assignee", tw_id_print (&fixture->ann, ann), NULL));
  add (fixture, make (fixture, "task", "title", "My own", "assignee", tw_id_print (&fixture->me, me), NULL));
  g_assert_cmpint (read_log (fixture), ==, 1);
  assert_list (fixture, &fixture->ann, "assignment Me: Change it");
}

static void
test_follow (Fixture      *fixture,
             gconstpointer data)
{
  char ben[TW_ID_TEXT_LENGTH + 1];

  follow (fixture, &fixture->ann, "all");
  follow (fixture, &fixture->ben, "important");
  follow (fixture, &fixture->me, "all");
  tw_record_set_text (fixture->company, "phone", "+49 30 1234", NULL);
  save (fixture, fixture->company);
  g_assert_cmpint (read_log (fixture), ==, 1);
  assert_list (fixture, &fixture->ann, "follow Me: Change it");
  assert_list (fixture, &fixture->ben, "");
  tw_record_set_text (fixture->company, "owner", tw_id_print (&fixture->ben, ben), NULL);
  save (fixture, fixture->company);
  g_assert_cmpint (read_log (fixture), ==, 2);
  assert_list (fixture, &fixture->ben, "assignment Me: Change it");
}

static char *
dup_title_of_first (Fixture    *fixture,
                    const TwId *recipient)
{
  char id[TW_ID_TEXT_LENGTH + 1];
  g_autofree char *where = g_strdup_printf ("recipient = \"%s\"", tw_id_print (recipient, id));
  g_autoptr(TwQuery) query = tw_query_new (fixture->schema, tw_schema_get_entity (fixture->schema, "notification"), where, NULL, NULL);
  g_autoptr(GPtrArray) records = tw_store_list (fixture->store, query, 1, NULL, NULL, NULL);

  return tw_record_dup_title (g_ptr_array_index (records, 0));
}

/* A server's: who may not read the record hears nothing of it, and nobody gets its words, which may be none of his by then. */
static void
test_by_rights (Fixture      *fixture,
                gconstpointer data)
{
  TwAccessCache *rights = tw_access_cache_new (fixture->store);
  g_autoptr(GError) error = NULL;
  char ann[TW_ID_TEXT_LENGTH + 1];
  g_autofree char *names = NULL;
  TwId own;

  own = add (fixture, make (fixture, "role", "name", "Own", "record_scope", "own", "permissions", "company read change", NULL));
  {
    g_autoptr(TwRecord) user = tw_store_get (fixture->store, tw_schema_get_entity (fixture->schema, "user"), &fixture->ann, NULL);
    g_autofree char *roles = g_strdup (tw_id_print (&own, ann));

    g_assert_true (tw_record_set_text (user, "roles", roles, &error));
    g_assert_no_error (error);
    save (fixture, user);
  }
  follow (fixture, &fixture->ann, "all");
  tw_record_set_text (fixture->company, "name", "Hidden name", NULL);
  save (fixture, fixture->company);
  g_assert_cmpint (tw_notify_read_for (fixture->store, rights, &fixture->seq, &error), ==, 0);
  tw_record_set_text (fixture->company, "owner", tw_id_print (&fixture->ann, ann), NULL);
  save (fixture, fixture->company);
  g_assert_cmpint (tw_notify_read_for (fixture->store, rights, &fixture->seq, &error), ==, 1);
  g_assert_no_error (error);
  assert_list (fixture, &fixture->ann, "assignment Me");
  names = dup_title_of_first (fixture, &fixture->ann);
  g_assert_cmpstr (names, ==, "Company");
  tw_access_cache_free (rights);
}

static void
test_reminders (Fixture      *fixture,
                gconstpointer data)
{
  TwInstant now = g_get_real_time ();
  g_autofree char *past = tw_instant_print (now - 60 * G_USEC_PER_SEC), *later = tw_instant_print (now + 3600 * (gint64) G_USEC_PER_SEC);
  g_autofree char *soon = tw_instant_print (now + 600 * (gint64) G_USEC_PER_SEC), *end = tw_instant_print (now + 7200 * (gint64) G_USEC_PER_SEC);
  g_autoptr(GError) error = NULL;

  add (fixture, make (fixture, "task", "title", "Due", "reminder_at", past, NULL));
  add (fixture, make (fixture, "task", "title", "Done", "reminder_at", past, "status", "completed", NULL));
  add (fixture, make (fixture, "task", "title", "Later", "reminder_at", later, NULL));
  add (fixture, make (fixture, "meeting", "title", "Soon", "starts_at", soon, "ends_at", end, NULL));
  add (fixture, make (fixture, "meeting", "title", "In an hour", "starts_at", later, "ends_at", end, NULL));
  add (fixture, make (fixture, "meeting", "title", "Far", "starts_at", later, "ends_at", end, "reminder_minutes", "10; 90", NULL));
  g_assert_cmpint (tw_notify_remind (fixture->store, NULL, now, &error), ==, 3);
  g_assert_no_error (error);
  g_assert_cmpint (tw_notify_remind (fixture->store, NULL, now + 1000000, &error), ==, 0);
}

static void
prefer (Fixture    *fixture,
        const char *kind,
        const char *channel,
        gboolean    quiet)
{
  g_autoptr(TwRecord) preference = tw_preference_load (fixture->store, &fixture->ann);

  if (kind != NULL)
    tw_preference_set_wants (preference, kind, channel, FALSE);
  tw_record_set_text (preference, "quiet", quiet ? "yes" : "no", NULL);
  /* All day but for the last minute, which the test does not meet twice. */
  tw_record_set_text (preference, "quiet_from", "00:00", NULL);
  tw_record_set_text (preference, "quiet_to", "23:59", NULL);
  save (fixture, preference);
}

/* Printed channels of Ann's newest notification; "none" when there is none. */
static char *
dup_channels (Fixture *fixture)
{
  g_autoptr(TwQuery) query = tw_query_new (fixture->schema, tw_schema_get_entity (fixture->schema, "notification"), NULL, "-created_at", NULL);
  g_autoptr(GPtrArray) records = tw_store_list (fixture->store, query, 1, NULL, NULL, NULL);

  return records->len > 0 ? tw_value_print (tw_record_get_key (g_ptr_array_index (records, 0), "channels")) : g_strdup ("none");
}

static void
assign (Fixture    *fixture,
        const char *title)
{
  char ann[TW_ID_TEXT_LENGTH + 1];

  add (fixture, make (fixture, "task", "title", title, "assignee", tw_id_print (&fixture->ann, ann), NULL));
}

/* A channel that is turned off is not used, a kind without any is not told, and quiet hours keep the desktop still. */
static void
test_preferences (Fixture      *fixture,
                  gconstpointer data)
{
  g_autofree char *both = NULL, *one = NULL, *quiet = NULL;

  assign (fixture, "Both");
  g_assert_cmpint (read_log (fixture), ==, 1);
  both = dup_channels (fixture);
  g_assert_nonnull (strstr (both, "in_app"));
  g_assert_nonnull (strstr (both, "desktop"));
  prefer (fixture, "assignment", "in_app", FALSE);
  assign (fixture, "Desktop");
  g_assert_cmpint (read_log (fixture), ==, 1);
  one = dup_channels (fixture);
  g_assert_null (strstr (one, "in_app"));
  g_assert_nonnull (strstr (one, "desktop"));
  prefer (fixture, NULL, NULL, TRUE);
  assign (fixture, "Quiet");
  g_assert_cmpint (read_log (fixture), ==, 1);
  quiet = dup_channels (fixture);
  /* The last minute of the day is not quiet. */
  if (g_str_equal (quiet, one))
    g_test_message ("it is a minute before midnight");
  else
    g_assert_null (strstr (quiet, "desktop"));
  prefer (fixture, "assignment", "desktop", FALSE);
  assign (fixture, "Nothing");
  g_assert_cmpint (read_log (fixture), ==, 0);
}

/* Two devices that make preferences without knowing of each other make the same record. */
static void
test_one_preference (Fixture      *fixture,
                     gconstpointer data)
{
  g_autoptr(TwRecord) one = tw_preference_load (fixture->store, &fixture->ann), other = tw_preference_load (fixture->store, &fixture->ann);
  g_autoptr(TwRecord) ben = tw_preference_load (fixture->store, &fixture->ben);

  g_assert_true (tw_record_is_new (one));
  g_assert_true (tw_id_equal (tw_record_get_id (one), tw_record_get_id (other)));
  g_assert_false (tw_id_equal (tw_record_get_id (one), tw_record_get_id (ben)));
  tw_preference_set_hides (one, "team", TRUE);
  tw_preference_set_hides (one, "task", TRUE);
  tw_preference_set_hides (one, "team", FALSE);
  save (fixture, one);
  g_clear_object (&other);
  other = tw_preference_load (fixture->store, &fixture->ann);
  g_assert_false (tw_record_is_new (other));
  g_assert_true (tw_preference_hides (other, "task"));
  g_assert_false (tw_preference_hides (other, "team"));
}

/* What is heard of a record that is followed; of one that is muted only what is meant for the person. */
static void
test_follow_kinds (Fixture      *fixture,
                   gconstpointer data)
{
  g_autoptr(GPtrArray) people = tw_mention_complete (fixture->store, "ben", 5, NULL);
  g_autofree char *text = tw_mention_to_stored (fixture->schema, "Look, @Ben!", people);

  follow (fixture, &fixture->ann, "comments");
  follow (fixture, &fixture->ben, "muted");
  tw_record_set_text (fixture->company, "phone", "+49 30 1234", NULL);
  save (fixture, fixture->company);
  g_assert_cmpint (read_log (fixture), ==, 0);
  commit (tw_comment_write (fixture->store, fixture->company, "Hello", NULL, NULL));
  g_assert_cmpint (read_log (fixture), ==, 1);
  assert_list (fixture, &fixture->ann, "comment Me: Hello");
  assert_list (fixture, &fixture->ben, "");
  commit (tw_comment_write (fixture->store, fixture->company, text, NULL, NULL));
  g_assert_cmpint (read_log (fixture), ==, 2);
  assert_list (fixture, &fixture->ben, "mention Me: Look, @Ben!");
}

static char *
dup_day (int days_ago)
{
  g_autoptr(GTimeZone) zone = g_time_zone_new_utc ();

  return tw_date_print (tw_instant_get_date (g_get_real_time (), zone) - days_ago);
}

/* Who has overdue work is told the day after, his manager when it lies for days, and each of them once. */
static void
test_overdue (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr(TwRecord) user = tw_store_get (fixture->store, tw_schema_get_entity (fixture->schema, "user"), &fixture->ann, NULL);
  g_autofree char *fresh = dup_day (2), *old = dup_day (5), *ancient = dup_day (60);
  g_autoptr(GError) error = NULL;
  char ann[TW_ID_TEXT_LENGTH + 1], ben[TW_ID_TEXT_LENGTH + 1];

  tw_id_print (&fixture->ann, ann);
  tw_record_set_text (user, "manager", tw_id_print (&fixture->ben, ben), NULL);
  save (fixture, user);
  add (fixture, make (fixture, "task", "title", "Fresh", "assignee", ann, "due_date", fresh, NULL));
  g_assert_cmpint (tw_notify_remind (fixture->store, NULL, g_get_real_time (), &error), ==, 1);
  assert_list (fixture, &fixture->ann, "reminder Overdue");
  assert_list (fixture, &fixture->ben, "");
  add (fixture, make (fixture, "task", "title", "Done", "assignee", ann, "due_date", old, "status", "completed", NULL));
  add (fixture, make (fixture, "task", "title", "Ancient", "assignee", ann, "due_date", ancient, NULL));
  g_assert_cmpint (tw_notify_remind (fixture->store, NULL, g_get_real_time (), &error), ==, 0);
  add (fixture, make (fixture, "task", "title", "Old", "assignee", ann, "due_date", old, NULL));
  g_assert_cmpint (tw_notify_remind (fixture->store, NULL, g_get_real_time (), &error), ==, 2);
  assert_list (fixture, &fixture->ben, "reminder Overdue for days · Ann Berg");
  g_assert_cmpint (tw_notify_remind (fixture->store, NULL, g_get_real_time (), &error), ==, 0);
  g_assert_no_error (error);
}

/* An activity is due and missed, a meeting that nobody closed is asked for; a device tells its own person alone, and the same as the
 * server: with the same ids. */
static void
test_missed (Fixture      *fixture,
             gconstpointer data)
{
  const gint64 hour = 3600 * (gint64) G_USEC_PER_SEC;
  TwInstant now = g_get_real_time ();
  g_autofree char *due = tw_instant_print (now - hour / 2), *missed = tw_instant_print (now - 3 * hour), *begun = tw_instant_print (now - 4 * hour);
  g_autofree char *ann = tw_id_dup_text (&fixture->ann), *words = NULL;
  g_autoptr(GError) error = NULL;

  add (fixture, make (fixture, "activity", "kind", "call", "subject", "Due", "scheduled_for", due, "user", ann, NULL));
  add (fixture, make (fixture, "activity", "kind", "call", "subject", "Missed", "scheduled_for", missed, "user", ann, NULL));
  add (fixture, make (fixture, "activity", "kind", "call", "subject", "Made", "scheduled_for", missed, "completed_at", due, "user", ann, NULL));
  add (fixture, make (fixture, "meeting", "title", "Over", "starts_at", begun, "ends_at", missed, NULL));
  g_assert_cmpint (tw_notify_remind_person (fixture->store, &fixture->ben, now, &error), ==, 0);
  g_assert_cmpint (tw_notify_remind_person (fixture->store, &fixture->ann, now, &error), ==, 2);
  words = list (fixture, &fixture->ann);
  g_assert_nonnull (strstr (words, "reminder Missed"));
  g_assert_nonnull (strstr (words, "reminder Due now"));
  /* The server's turn: what the device told is there. */
  g_assert_cmpint (tw_notify_remind (fixture->store, NULL, now, &error), ==, 1);
  assert_list (fixture, &fixture->me, "reminder Over, and nobody said how it went");
  g_assert_no_error (error);
}

static void
test_quiet_hours (void)
{
  static const struct
  {
    int from, to, minute;
    gboolean quiet;
  } cases[] = {
    { 1320, 420, 1320, TRUE }, { 1320, 420, 0, TRUE }, { 1320, 420, 419, TRUE }, { 1320, 420, 420, FALSE },
    { 1320, 420, 1319, FALSE }, { 600, 660, 630, TRUE }, { 600, 660, 660, FALSE }, { 600, 600, 600, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (tw_quiet_hours_hold (cases[i].from, cases[i].to, cases[i].minute), ==, cases[i].quiet);
}

static void
wait_idle (TwNotifier *notifier)
{
  while (tw_notifier_is_busy (notifier))
    g_main_context_iteration (NULL, TRUE);
}

/* The thread that read may hold it a moment longer. */
static void
let_go (TwNotifier *notifier)
{
  tw_notifier_stop (notifier);
  g_object_add_weak_pointer (G_OBJECT (notifier), (gpointer *) &notifier);
  g_object_unref (notifier);
  while (notifier != NULL)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
}

/* The first start tells nothing of the past; a later one tells what happened between. */
static void
test_notifier (Fixture      *fixture,
               gconstpointer data)
{
  TwNotifier *notifier = NULL;
  char ann[TW_ID_TEXT_LENGTH + 1];

  tw_id_print (&fixture->ann, ann);
  add (fixture, make (fixture, "task", "title", "Before", "assignee", ann, NULL));
  notifier = tw_notifier_new (fixture->store, FALSE);
  wait_idle (notifier);
  g_assert_cmpint (count (fixture, "notification"), ==, 0);
  add (fixture, make (fixture, "task", "title", "While", "assignee", ann, NULL));
  while (count (fixture, "notification") < 1)
    g_main_context_iteration (NULL, TRUE);
  wait_idle (notifier);
  let_go (notifier);
  add (fixture, make (fixture, "task", "title", "Between", "assignee", ann, NULL));
  notifier = tw_notifier_new (fixture->store, FALSE);
  wait_idle (notifier);
  g_assert_cmpint (count (fixture, "notification"), ==, 2);
  let_go (notifier);
}

/* A meeting on a day after tomorrow, with Ann and Ben; mine. */
static TwRecord *
add_meeting (Fixture    *fixture,
             const char *recurrence)
{
  TwInstant start = g_get_real_time () + 2 * TW_USEC_PER_DAY;
  g_autofree char *from = tw_instant_print (start), *to = tw_instant_print (start + TW_USEC_PER_DAY / 24);
  TwRecord *meeting = make (fixture, "meeting", "title", "Kick-off", "starts_at", from, "ends_at", to, NULL);
  const TwEntity *user = tw_schema_get_entity (fixture->schema, "user");
  TwValue people[] = { tw_value_link (user->number, &fixture->ann), tw_value_link (user->number, &fixture->ben),
                       tw_value_link (user->number, &fixture->me) };
  g_auto(TwValue) list = tw_value_list (people, G_N_ELEMENTS (people));

  if (recurrence != NULL)
    tw_record_set_text (meeting, "recurrence", recurrence, NULL);
  tw_record_set_key (meeting, "attendees", &list, NULL);
  save (fixture, meeting);
  read_log (fixture);
  return meeting;
}

/* Those who take part hear that a meeting is moved, called off or deleted, once each; not who did it, and not of its agenda. */
static void
test_meeting (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr(TwRecord) meeting = add_meeting (fixture, NULL);
  g_autofree char *later = tw_instant_print (g_get_real_time () + 3 * TW_USEC_PER_DAY), *before = NULL, *ann = NULL, *me = NULL;
  TwEdit *edit = NULL;

  tw_record_set_text (meeting, "agenda", "Coffee first", NULL);
  save (fixture, meeting);
  g_assert_cmpint (read_log (fixture), ==, 0);
  tw_record_set_text (meeting, "ends_at", later, NULL);
  tw_record_set_text (meeting, "starts_at", later, NULL);
  save (fixture, meeting);
  g_assert_cmpint (read_log (fixture), ==, 2);
  tw_record_set_text (meeting, "status", "cancelled", NULL);
  save (fixture, meeting);
  g_assert_cmpint (read_log (fixture), ==, 2);
  before = list (fixture, &fixture->ann);
  g_assert_cmpstr (before, ==, "meeting Me: Change it|meeting Me: Change it");
  /* What was told of a record goes with it; that it has gone is told. */
  edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "Delete it");
  tw_edit_delete (edit, tw_record_get_entity (meeting), tw_record_get_id (meeting));
  commit (edit);
  g_assert_cmpint (read_log (fixture), ==, 2);
  ann = list (fixture, &fixture->ann);
  me = list (fixture, &fixture->me);
  g_assert_cmpstr (ann, ==, "meeting Me: Delete it");
  g_assert_cmpstr (me, ==, "");
}

/* One time of a series that is moved has a record of its own. What is over is no news. */
static void
test_meeting_times (Fixture      *fixture,
                    gconstpointer data)
{
  g_autoptr(TwRecord) series = add_meeting (fixture, "RRULE:FREQ=WEEKLY"), once = add_meeting (fixture, NULL);
  char id[TW_ID_TEXT_LENGTH + 1];
  g_autofree char *when = tw_instant_print (g_get_real_time () + 9 * TW_USEC_PER_DAY);
  g_autofree char *past = tw_instant_print (g_get_real_time () - TW_USEC_PER_DAY);
  TwRecord *moved = make (fixture, "meeting", "title", "Kick-off", "starts_at", when, "ends_at", when, "series",
                          tw_id_print (tw_record_get_id (series), id), NULL);

  tw_record_set_key (moved, "attendees", tw_record_get_key (series, "attendees"), NULL);
  add (fixture, moved);
  g_assert_cmpint (read_log (fixture), ==, 2);
  tw_record_set_text (once, "starts_at", past, NULL);
  tw_record_set_text (once, "ends_at", past, NULL);
  save (fixture, once);
  g_assert_cmpint (read_log (fixture), ==, 0);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/crm/notify/mention", test_mention);
  ADD ("/crm/notify/assignment", test_assignment);
  ADD ("/crm/notify/follow", test_follow);
  ADD ("/crm/notify/by-rights", test_by_rights);
  ADD ("/crm/notify/reminders", test_reminders);
  ADD ("/crm/notify/preferences", test_preferences);
  ADD ("/crm/notify/one-preference", test_one_preference);
  ADD ("/crm/notify/follow-kinds", test_follow_kinds);
  ADD ("/crm/notify/overdue", test_overdue);
  ADD ("/crm/notify/missed", test_missed);
  ADD ("/crm/notify/meeting", test_meeting);
  ADD ("/crm/notify/meeting-times", test_meeting_times);
  ADD ("/crm/notify/notifier", test_notifier);
  g_test_add_func ("/crm/notify/quiet-hours", test_quiet_hours);
  return g_test_run ();
}
