/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Edits of one record that follow each other go out as one, and stay what they are here. */
#include "config.h"

#include <unistd.h>

#include "replica-fixture.h"
#include "tw-store-test.h"

/* SQLite calls this one: it does what the system's does, and counts. */
static int n_synced;

int
fdatasync (int fd)
{
  g_atomic_int_inc (&n_synced);
  return fsync (fd);
}

static GPtrArray *
take (Replica *replica, guint most)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *items = tw_outbox_take (replica->store, tw_outbox_last_acked (replica->store) + 1, most, G_MAXSIZE, &error);

  g_assert_no_error (error);
  return items;
}

static void
add_value (GString *text, const TwValue *value)
{
  g_autofree char *word = tw_value_is_null (value) ? g_strdup ("-") : tw_value_print (value);

  g_string_append (text, word);
}

/* "n field:base>mine …" of each mutation that says something, with | between them. */
static void
assert_items (GPtrArray *items, const char *expected)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < items->len; i++)
    {
      const TwOutboxItem *item = g_ptr_array_index (items, i);

      g_string_append_printf (text, "%s%" G_GINT64_FORMAT, i > 0 ? "|" : "", item->n);
      for (guint c = 0; c < item->changes->len; c++)
        for (guint f = 0; f < tw_change_get_n_fields (item->changes->pdata[c]); f++)
          {
            const TwFieldChange *field = tw_change_get_field (item->changes->pdata[c], f);

            g_string_append (text, " ");
            add_value (text, &field->before);
            g_string_append (text, ">");
            add_value (text, &field->after);
          }
    }
  g_assert_cmpstr (text->str, ==, expected);
}

static void
assert_taken (Replica *replica, guint most, const char *expected)
{
  g_autoptr (GPtrArray) items = take (replica, most);

  assert_items (items, expected);
}

static void
assert_bytes (Replica *replica, gsize bytes, const char *expected)
{
  g_autoptr (GPtrArray) items = tw_outbox_take (replica->store, tw_outbox_last_acked (replica->store) + 1, 100, bytes, NULL);

  assert_items (items, expected);
}

static void
edit_both (Replica *replica, const TwId *id, const char *name, const char *industry)
{
  g_autoptr (TwRecord) record = replica_get (replica, id);

  tw_test_set (record, "name", name, "industry", industry, NULL);
  tw_test_save (replica->store, "Edit", record);
}

static TwId
put_acme (Replica *replica)
{
  TwId id = tw_id_new ();

  replica_put (replica, &id, 1, 1, "name", "Acme", "industry", "Steel", NULL);
  return id;
}

static void
test_joined (Replica *replica, gconstpointer data)
{
  TwId acme = put_acme (replica), other = put_acme (replica);
  g_autoptr (GPtrArray) plain = NULL;
  g_autoptr (TwCommit) undone = NULL;

  replica_edit (replica, &acme, "name", "One");
  replica_edit (replica, &acme, "name", "Two");
  replica_edit (replica, &acme, "industry", "Wood");
  replica_edit (replica, &other, "name", "Other");
  replica_edit (replica, &acme, "name", "Three");
  assert_taken (replica, 100, "1|2 Acme>Two|3 Steel>Wood|4 Acme>Other|5 Two>Three");
  /* The log has each of them, and going back goes back one of them. */
  plain = tw_outbox_read (replica->store, 1, 100, G_MAXSIZE, NULL);
  assert_items (plain, "1 Acme>One|2 One>Two|3 Steel>Wood|4 Acme>Other|5 Two>Three");
  undone = tw_store_undo (replica->store, NULL, NULL);
  g_assert_nonnull (undone);
  replica_assert_company (replica, &acme, "Two", "Wood");
}

/* What the second one does not change is not joined to it: a server that refuses the one field would refuse the other with it. */
static void
test_fields (Replica *replica, gconstpointer data)
{
  TwId acme = put_acme (replica);

  replica_edit (replica, &acme, "name", "One");
  edit_both (replica, &acme, "Two", "Wood");
  replica_edit (replica, &acme, "industry", "Glass");
  edit_both (replica, &acme, "Three", "Steel");
  assert_taken (replica, 100, "1|2 Acme>Two Steel>Wood|3|4 Wood>Steel Two>Three");
}

/* Of these the server takes the difference. A copy of this device that sent the first of them and one that joins all of them would make it
 * count twice; and what was put in and taken out again would stay in when somebody else has put it in. */
static void
test_differences (Replica *replica, gconstpointer data)
{
  static const char *const edits[][2] = { { "tags", "a" }, { "tags", "a, b" }, { "note", "One" }, { "note", "One two" }, { "discount", "1" },
                                          { "discount", "2" } };
  g_autoptr (TwRecord) deal = tw_record_new (tw_test_entity (replica->store, "deal"));

  tw_test_set (deal, "name", "Deal", NULL);
  tw_test_save (replica->store, "Add", deal);
  replica_settle (replica, 1, 2, TW_PUSH_APPLIED);
  for (guint i = 0; i < G_N_ELEMENTS (edits); i++)
    {
      g_autoptr (TwRecord) record = tw_test_get (replica->store, deal);

      tw_test_set (record, edits[i][0], edits[i][1], NULL);
      tw_test_save (replica->store, "Edit", record);
    }
  assert_taken (replica, 100, "2 ->[\"a\"]|3 [\"a\"]>[\"a\",\"b\"]|4 ->One|5 One>One two|6 ->1|7 1>2");
}

/* After a power cut nobody could tell what was sent, and it would be joined anew. */
static void
test_on_disk (Replica *replica, gconstpointer data)
{
  TwId acme = put_acme (replica);
  int before;

  replica_edit (replica, &acme, "name", "One");
  before = n_synced;
  assert_taken (replica, 100, "1 Acme>One");
  g_assert_cmpint (n_synced, >, before);
}

/* What was sent is sent again as it was, whatever was done since; also by another run of the program, and in smaller pieces. */
static void
test_sent (Replica *replica, gconstpointer data)
{
  TwId acme = put_acme (replica);

  replica_edit (replica, &acme, "name", "One");
  replica_edit (replica, &acme, "name", "Two");
  assert_taken (replica, 100, "1|2 Acme>Two");
  replica_edit (replica, &acme, "name", "Three");
  replica_edit (replica, &acme, "name", "Four");
  assert_taken (replica, 1, "1|2 Acme>Two");
  assert_taken (replica, 100, "1|2 Acme>Two|3|4 Two>Four");
  replica_edit (replica, &acme, "name", "Five");
  replica_settle (replica, 4, 9, TW_PUSH_APPLIED);
  assert_taken (replica, 1, "5 Four>Five");
}

static void
test_there_and_back (Replica *replica, gconstpointer data)
{
  TwId acme = put_acme (replica);

  replica_edit (replica, &acme, "name", "One");
  replica_edit (replica, &acme, "name", "Acme");
  assert_taken (replica, 100, "1|2");
  replica_settle (replica, 2, 2, TW_PUSH_APPLIED);
  replica_reach (replica, 2);
  replica_assert_company (replica, &acme, "Acme", "Steel");
  replica_assert_state (replica, &acme, TW_RECORD_SYNCED);
}

/* Only what is read together is joined: else half of it would be answered before the other half was sent. */
static void
test_pieces (Replica *replica, gconstpointer data)
{
  TwId acme = put_acme (replica);

  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *name = g_strdup_printf ("N%u", i);

      replica_edit (replica, &acme, "name", name);
    }
  assert_taken (replica, 2, "1|2 Acme>N1");
  assert_taken (replica, 4, "1|2 Acme>N1|3|4 N1>N3");
  /* What was joined does not make a push too long: it goes with the next one. */
  assert_taken (replica, 3, "1|2 Acme>N1");
  assert_taken (replica, 1, "1|2 Acme>N1");
  assert_bytes (replica, 1, "1|2 Acme>N1");
}

/* What is joined is sent together, and a server may take no more than 500 at a time. */
static void
test_many (Replica *replica, gconstpointer data)
{
  TwId acme = put_acme (replica);
  g_autoptr (GPtrArray) items = NULL;

  for (guint i = 1; i <= 502; i++)
    {
      g_autofree char *name = g_strdup_printf ("N%u", i);

      replica_edit (replica, &acme, "name", name);
    }
  items = take (replica, 2000);
  g_assert_cmpuint (items->len, ==, 502);
  for (guint i = 0; i < items->len; i++)
    g_assert_cmpuint (((TwOutboxItem *) g_ptr_array_index (items, i))->changes->len, ==, i == 499 || i == 501 ? 1 : 0);
}

/* Whoever looks at what was refused sees all of it. */
static void
test_refused (Replica *replica, gconstpointer data)
{
  TwId acme = put_acme (replica);
  g_autoptr (GPtrArray) refusals = NULL;
  const TwRefusal *refusal;
  TwChange *change;

  replica_edit (replica, &acme, "name", "One");
  edit_both (replica, &acme, "Two", "Wood");
  assert_taken (replica, 100, "1|2 Acme>Two Steel>Wood");
  replica_settle (replica, 2, 2, TW_PUSH_REJECTED);
  refusals = tw_refusals_list (replica->store, NULL);
  g_assert_cmpuint (refusals->len, ==, 1);
  refusal = g_ptr_array_index (refusals, 0);
  g_assert_cmpuint (refusal->changes->len, ==, 1);
  change = g_ptr_array_index (refusal->changes, 0);
  g_assert_cmpuint (tw_change_get_n_fields (change), ==, 2);
  replica_reach (replica, 2);
  replica_assert_company (replica, &acme, "Acme", "Steel");
}

#define ADD(path, func) g_test_add ("/store/replica-joined/" path, Replica, NULL, replica_set_up, func, replica_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("joined", test_joined);
  ADD ("fields", test_fields);
  ADD ("differences", test_differences);
  ADD ("on-disk", test_on_disk);
  ADD ("sent", test_sent);
  ADD ("there-and-back", test_there_and_back);
  ADD ("pieces", test_pieces);
  ADD ("many", test_many);
  ADD ("refused", test_refused);
  return g_test_run ();
}
