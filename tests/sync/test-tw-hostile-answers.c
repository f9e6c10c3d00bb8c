/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The client's engine against a server whose answers were tampered with: bytes and members changed, cut and doubled, other statuses and
 * types. The server is real; only what it says is spoilt on the way. A bad page moves no cursor and leaves nothing half applied, what
 * was not sent stays in the outbox, the store stays sound, and with an honest server everything comes to rest. Time is virtual. */
#include "config.h"

#include <stdlib.h>

#include "hostile-site.h"

#define N_ROUNDS    2000
#define CHECK_EVERY 500                                /* rounds between two looks at everything */

static void
test_rounds (void)
{
  const char *rounds = g_getenv ("TW_HOSTILE_ANSWERS");
  guint n = rounds != NULL ? (guint) atoi (rounds) : N_ROUNDS;

  virtual_env_begin ();
  hostile_set_up ();
  hostile_change (server, 0);
  tw_sync_start (sync_engine);
  hostile_rest ();
  for (guint round = 1; transport->n_spoilt < n; round++)
    {
      hostile_change (server, round);
      if (virtual_env_draw (3) == 0)
        hostile_change (client, round);
      transport->hostile = TRUE;
      hostile_transport_wake (transport);
      if (virtual_env_draw (5) == 0)
        tw_sync_check (sync_engine);
      else
        tw_sync_now (sync_engine);
      hostile_run_events (12);
      if (virtual_env_draw (4) == 0)
        hostile_rest ();
      if (round % CHECK_EVERY == 0)
        hostile_check_sound ();
    }
  hostile_rest ();
  hostile_check_sound ();
  g_test_message ("%u answers spoilt; of pulls %u were refused, %u still readable", transport->n_spoilt, n_refused, n_taken);
  g_assert_cmpuint (n_refused, >, n / 20);
  hostile_tear_down ();
  virtual_env_end ();
}

/* An answer to mutations that were never sent, or to none: they stay, and go out once more. */
static void
test_not_sent (void)
{
  static const char *const answers[] = {
    "{\"protocol\":1,\"acked\":9223372036854775807,\"seq\":5,\"server_time\":1,\"results\":[]}",
    "{\"protocol\":1,\"acked\":2000,\"seq\":5,\"server_time\":1,\"results\":[]}",
    "{\"protocol\":1,\"acked\":0,\"seq\":5,\"server_time\":1,\"results\":[]}",
  };

  hostile_begin ();
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      hostile_change (client, i);
      transport->next_push_answer = answers[i];
      tw_sync_now (sync_engine);
      while (transport->next_push_answer != NULL)
        g_assert_true (virtual_env_step ());
      hostile_run_events (3);
      g_assert_cmpint (tw_outbox_count (client, NULL), ==, 1);
      hostile_rest ();
      g_assert_cmpint (tw_outbox_count (client, NULL), ==, 0);
    }
  hostile_end ();
}

/* The place of a load that the server did not give out: its part begins anew. */
static void
test_no_place (void)
{
  g_autoptr (GError) error = NULL;

  hostile_begin ();
  tw_sync_stop (sync_engine);
  g_assert_true (tw_replica_set_state (client, "load", "thing", &error) && tw_replica_set_state (client, "load.after", "nowhere", &error)
                 && tw_replica_set_state (client, "cursor", NULL, &error));
  hostile_rest ();
  /* A reload of what the server has no such part of. */
  tw_sync_stop (sync_engine);
  g_assert_true (tw_replica_set_state (client, "reload", "500,501", &error));
  hostile_end ();
}

/* One change that the server cannot read holds up none of the others: it is kept for its author. */
static void
test_poison (void)
{
  g_autoptr (TwRecord) record = NULL;
  g_autoptr (GPtrArray) refused = NULL;
  g_autoptr (GError) error = NULL;

  hostile_begin ();
  for (guint i = 0; i < 9; i++)
    {
      record = tw_record_new (tw_schema_get_entity (schema, "thing"));
      hostile_set (record, "name", i == 4 ? "Poison" : "Thing");
      hostile_save (client, record);
      g_clear_object (&record);
    }
  transport->poison = "Poison";
  hostile_rest ();
  g_assert_cmpint (tw_outbox_count (client, NULL), ==, 0);
  refused = tw_refusals_list (client, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (refused->len, ==, 1);
  g_assert_cmpint (hostile_count_things (server), ==, things->len + 8);
  transport->poison = NULL;
  hostile_end ();
}

/* Edits that are joined go empty together, and all that they say is kept: none of them was taken. */
static void
test_poison_joined (void)
{
  static const char *const names[] = { "One", "Poison", "Two", "Three" };
  g_autoptr (GPtrArray) refused = NULL;
  g_autoptr (TwRecord) there = NULL;
  const TwFieldChange *name;

  hostile_begin ();
  tw_sync_stop (sync_engine);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (TwRecord) record = tw_store_get (client, tw_schema_get_entity (schema, "thing"), g_ptr_array_index (things, i / 2), NULL);

      hostile_set (record, "name", names[i]);
      hostile_save (client, record);
    }
  transport->poison = "Poison";
  hostile_rest ();
  g_assert_cmpint (tw_outbox_count (client, NULL), ==, 0);
  refused = tw_refusals_list (client, NULL);
  g_assert_cmpuint (refused->len, ==, 1);
  name = tw_change_find_field (((TwRefusal *) refused->pdata[0])->changes->pdata[0], 10);
  g_assert_cmpstr (name->before.text, ==, "Thing");
  g_assert_cmpstr (name->after.text, ==, "Poison");
  there = tw_store_get (server, tw_schema_get_entity (schema, "thing"), g_ptr_array_index (things, 0), NULL);
  g_assert_cmpstr (tw_record_get (there, tw_entity_get_field (tw_schema_get_entity (schema, "thing"), "name"))->text, ==, "Thing");
  transport->poison = NULL;
  hostile_end ();
}

/* A page that says that there is more, and is given again and again, as by a proxy that keeps it: asking for it does not go on without a pause. */
static void
test_same_page (void)
{
  g_autofree char *cursor = NULL;
  g_autoptr (TwWirePage) page = NULL;
  g_autoptr (GBytes) body = NULL;
  g_autoptr (GError) error = NULL;
  TwInstant until;

  hostile_begin ();
  for (guint i = 0; i < 20; i++)
    hostile_change (server, i + 1);
  cursor = tw_replica_dup_state (client, "cursor");
  page = tw_authority_pull (authority, &user, cursor, NULL, 5, &error);
  g_assert_no_error (error);
  g_assert_true (page->more);
  body = transport->same_page = tw_wire_page_print (page);
  transport->n_pulls = 0;
  until = virtual_env_get_now () + G_TIME_SPAN_MINUTE;
  tw_sync_now (sync_engine);
  for (guint n = 0; virtual_env_get_now () < until; n++)
    {
      g_assert_cmpuint (n, <, HOSTILE_MAX_EVENTS);
      g_assert_true (virtual_env_step ());
    }
  g_assert_cmpuint (transport->n_pulls, >, 1);
  g_assert_cmpuint (transport->n_pulls, <, 30);
  g_assert_false (tw_sync_is_synced (sync_engine));
  transport->same_page = NULL;
  hostile_end ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/hostile-answers/not-sent", test_not_sent);
  g_test_add_func ("/sync/hostile-answers/no-place", test_no_place);
  g_test_add_func ("/sync/hostile-answers/poison", test_poison);
  g_test_add_func ("/sync/hostile-answers/poison-joined", test_poison_joined);
  g_test_add_func ("/sync/hostile-answers/same-page", test_same_page);
  g_test_add_func ("/sync/hostile-answers/rounds", test_rounds);
  return g_test_run ();
}
