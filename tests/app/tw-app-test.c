/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-app-test.h"

#include <stdlib.h>
#include <glib/gstdio.h>

#include "tw-app-server.h"
#include "tw-crm-rules.h"
#include "tw-seed.h"
#include "tw-store-private.h"
#include "tw-view-page.h"
#include "tw-widget-shot.h"

#define NARROW_WIDTH 360                               /* pixels */
#define TIMEOUT 10                                     /* seconds: a condition that does not come true by then is a failure */

static GtkApplication *application;
/* The suite runs on a workspace of its own, and as TW_APP_SERVER says: as a device of a team whose server is "there", or "gone". */
static TwAppTest device;

static gboolean
late_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

static gboolean
is_null (gpointer data)
{
  return *(gpointer *) data == NULL;
}

static gboolean
is_mapped (gpointer data)
{
  return gtk_widget_get_mapped (GTK_WIDGET (data));
}

void
tw_app_test_remove (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name = NULL;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        tw_app_test_remove (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

void
tw_app_test_copy (const char *from,
                  const char *to)
{
  g_autoptr(GDir) dir = g_dir_open (from, 0, NULL);
  const char *name = NULL;

  g_assert_nonnull (dir);
  g_assert_cmpint (g_mkdir_with_parents (to, 0700), ==, 0);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (from, name, NULL), *copy = g_build_filename (to, name, NULL), *bytes = NULL;
      g_autoptr(GError) error = NULL;
      gsize length = 0;

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        tw_app_test_copy (child, copy);
      else
        {
          g_assert_true (g_file_get_contents (child, &bytes, &length, &error));
          g_assert_true (g_file_set_contents_full (copy, bytes, (gssize) length, G_FILE_SET_CONTENTS_NONE, 0600, &error));
        }
    }
}

static TwId
add (TwAppTest  *fixture,
     TwEdit     *edit,
     const char *entity,
     ...)
{
  TwRecord *record = tw_record_new (tw_app_test_entity (fixture, entity));
  const char *key = NULL;
  TwId id = *tw_record_get_id (record);
  va_list list;

  va_start (list, entity);
  while ((key = va_arg (list, const char *)) != NULL)
    {
      const char *text = va_arg (list, const char *);
      g_autoptr(GError) error = NULL;

      tw_record_set_text (record, key, text, &error);
      g_assert_no_error (error);
    }
  va_end (list);
  tw_edit_save (edit, record);
  g_object_unref (record);
  return id;
}

static TwId
find_stage (TwAppTest  *fixture,
            const char *name)
{
  const TwEntity *entity = tw_app_test_entity (fixture, "deal_stage");
  g_auto(TwValue) value = tw_value_text (name);
  g_autoptr(TwRecord) record = tw_store_find (fixture->store, entity->name_field, &value, NULL);

  g_assert_nonnull (record);
  return *tw_record_get_id (record);
}

/* Two companies and twelve deals of 100 to 1200 USD, all in the first stage. */
static void
fill (TwAppTest *fixture)
{
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_SYSTEM, "fill");
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = NULL;
  g_autofree char *stage = NULL;

  fixture->lead_stage = find_stage (fixture, "Lead");
  fixture->won_stage = find_stage (fixture, "Won");
  fixture->user = *tw_store_get_user (fixture->store);
  stage = tw_id_dup_text (&fixture->lead_stage);
  fixture->acme = add (fixture, edit, "company", "name", "Acme Corporation", NULL);
  fixture->beta = add (fixture, edit, "company", "name", "Beta Works", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (fixture->deals); i++)
    {
      g_autofree char *name = g_strdup_printf ("Deal %02u", i + 1);
      g_autofree char *amount = g_strdup_printf ("%u USD", 100 * (i + 1));
      g_autofree char *company = tw_id_dup_text (i % 2 == 0 ? &fixture->acme : &fixture->beta);

      fixture->deals[i] = add (fixture, edit, "deal", "name", name, "amount", amount, "company", company, "stage", stage,
                               "priority", i < 3 ? "high" : "low", NULL);
    }
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
}

static void
make_folder (TwAppTest *fixture)
{
  g_autoptr(GError) error = NULL;

  fixture->dir = g_dir_make_tmp ("tw-app-XXXXXX", &error);
  g_assert_no_error (error);
}

/* A workspace with a small company, or the one that lies in the folder already. */
static void
open_workspace (TwAppTest *fixture,
                gboolean   create)
{
  g_autoptr(TwSchema) schema = NULL;
  g_autoptr(GSettings) settings = g_settings_new (TW_APP_ID);
  g_autoptr(GError) error = NULL;

  schema = tw_schema_load_shipped (&error);
  g_assert_no_error (error);
  fixture->store = tw_store_open (fixture->dir, schema, TRUE, &error);
  g_assert_no_error (error);
  tw_crm_rules_add (fixture->store);
  if (create)
    {
      g_assert_true (tw_seed_workspace (fixture->store, "USD", &error));
      g_assert_no_error (error);
      fill (fixture);
    }
  else
    tw_seed_sign_in (fixture->store);
  /* Settings live in memory, for all tests of a program. */
  g_settings_reset (settings, "list-layouts");
  fixture->workspace = tw_workspace_new (fixture->store, settings);
}

static void
join (TwAppTest *fixture)
{
  fixture->server = tw_app_server_join (fixture);
  fixture->user = *tw_store_get_user (fixture->store);
}

static void
close_workspace (TwAppTest *fixture)
{
  if (fixture->server != NULL)
    tw_sync_account_stop (tw_workspace_get_account (fixture->workspace));
  g_clear_pointer (&fixture->server, tw_app_server_free);
  /* Questions to the store that are under way still hold it; their answers let it go. */
  g_object_add_weak_pointer (G_OBJECT (fixture->workspace), (gpointer *) &fixture->workspace);
  g_object_unref (fixture->workspace);
  tw_app_test_wait (is_null, &fixture->workspace);
  tw_store_close (fixture->store);
  g_clear_object (&fixture->store);
}

/* Whether it is known how the start ended: without an answer, or without the right to ask. */
static gboolean
is_left_alone (gpointer data)
{
  TwSync *sync = tw_sync_account_get_sync (data);

  return tw_sync_account_get_state (data) == TW_ACCOUNT_SIGNED_OUT
         || (sync != NULL && tw_sync_get_state (sync) != TW_SYNC_SYNCED && tw_sync_get_state (sync) != TW_SYNC_WORKING);
}

static void
make_device (void)
{
  make_folder (&device);
  open_workspace (&device, TRUE);
  join (&device);
  tw_app_server_kill (device.server);
  close_workspace (&device);
}

static void
remove_device (void)
{
  tw_app_test_remove (device.dir);
}

static void
open_copy (TwAppTest *fixture)
{
  *fixture = device;
  make_folder (fixture);
  tw_app_test_copy (device.dir, fixture->dir);
  open_workspace (fixture, FALSE);
  tw_sync_account_start (tw_workspace_get_account (fixture->workspace));
  tw_app_test_wait (is_left_alone, tw_workspace_get_account (fixture->workspace));
}

/* As the device of a team whose server is gone: what it had when the server was last there is made once for all tests of a program. The
 * copies share its tokens, so it is made anew after a test that signed out. */
static void
open_left_alone (TwAppTest *fixture)
{
  if (device.dir == NULL)
    {
      make_device ();
      atexit (remove_device);
    }
  open_copy (fixture);
  if (tw_sync_account_get_state (tw_workspace_get_account (fixture->workspace)) == TW_ACCOUNT_SIGNED_OUT)
    {
      close_workspace (fixture);
      tw_app_test_remove (fixture->dir);
      g_free (fixture->dir);
      remove_device ();
      g_free (device.dir);
      make_device ();
      open_copy (fixture);
    }
}

static void
set_up (TwAppTest    *fixture,
        gconstpointer data)
{
  if (g_strcmp0 (g_getenv ("TW_APP_SERVER"), "gone") == 0)
    open_left_alone (fixture);
  else
    {
      make_folder (fixture);
      open_workspace (fixture, TRUE);
      if (g_getenv ("TW_APP_SERVER") != NULL)
        join (fixture);
    }
  tw_app_test_open_window (fixture);
}

static void
tear_down (TwAppTest    *fixture,
           gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  tw_app_test_wait (is_null, &fixture->window);
  close_workspace (fixture);
  tw_app_test_remove (fixture->dir);
  g_free (fixture->dir);
}

void
tw_app_test_init (int    *argc,
                  char ***argv)
{
  if (g_getenv ("TW_APP_SERVER") != NULL)
    tw_app_server_init ();
  gtk_test_init (argc, argv, NULL);
  adw_init ();
  /* The style and the icons are found by the path that the program has, too. */
  application = GTK_APPLICATION (g_object_new (ADW_TYPE_APPLICATION, "application-id", TW_APP_ID, "flags",
                                               G_APPLICATION_NON_UNIQUE, "resource-base-path", TW_RESOURCE_PATH, NULL));
  g_application_register (G_APPLICATION (application), NULL, NULL);
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
}

void
tw_app_test_add (const char *path,
                 void      (*test) (TwAppTest *fixture, gconstpointer data))
{
  g_test_add (path, TwAppTest, NULL, set_up, test, tear_down);
}

/* data: what the test gets; lives as long as the program. */
void
tw_app_test_add_case (const char    *path,
                      gconstpointer  data,
                      void         (*test) (TwAppTest *fixture, gconstpointer data))
{
  g_test_add (path, TwAppTest, data, set_up, test, tear_down);
}

void
tw_app_test_wait (gboolean (*condition) (gpointer),
                  gpointer data)
{
  gboolean late = FALSE;
  guint id = g_timeout_add_seconds (TIMEOUT, late_cb, &late);

  while (!condition (data) && !late)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (late);
  g_source_remove (id);
}

/* Whether the other threads of this program wait for something: none runs, would run if it had a processor, or waits for the disk. */
static gboolean
do_others_rest (void)
{
  g_autoptr(GDir) tasks = g_dir_open ("/proc/self/task", 0, NULL);
  const char *name = NULL;

  while ((name = g_dir_read_name (tasks)) != NULL)
    {
      g_autofree char *path = g_build_filename ("/proc/self/task", name, "stat", NULL);
      g_autofree char *stat = NULL;
      const char *state = NULL;

      if (atoi (name) != gettid () && g_file_get_contents (path, &stat, NULL, NULL) && (state = strrchr (stat, ')')) != NULL
          && strchr ("RD", state[2]) != NULL)
        return FALSE;
    }
  return TRUE;
}

static void
iterate_for (guint ms)
{
  gboolean over = FALSE;

  g_timeout_add_full (G_PRIORITY_LOW + 100, ms, late_cb, &over, NULL);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
}

/* The parts for a wide window must be gone before it can become as small as was asked, so it is asked again. */
static gboolean
fits_narrow (gpointer data)
{
  TwAppTest *fixture = data;

  if (gtk_widget_get_width (GTK_WIDGET (tw_window_get_page (fixture->window))) <= NARROW_WIDTH)
    return TRUE;
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), NARROW_WIDTH, 720);
  return FALSE;
}

void
tw_app_test_narrow (TwAppTest *fixture)
{
  tw_app_test_wait (fits_narrow, fixture);
}

void
tw_app_test_settle (void)
{
  gint64 end = g_get_monotonic_time () + TIMEOUT * G_TIME_SPAN_SECOND;

  do
    iterate_for (50);
  while (!do_others_rest () && g_get_monotonic_time () < end);
  /* The answer of one that came to rest at last. */
  iterate_for (5);
}

void
tw_app_test_hold_readers (TwAppTest *fixture)
{
  /* As while the program runs; who has it does not wait. */
  g_assert_true (g_main_context_acquire (NULL));
  for (guint i = 0; i < G_N_ELEMENTS (fixture->held); i++)
    fixture->held[i] = tw_store_take_reader (fixture->store, NULL);
}

void
tw_app_test_let_readers (TwAppTest *fixture)
{
  for (guint i = 0; i < G_N_ELEMENTS (fixture->held); i++)
    tw_store_return_reader (fixture->store, g_steal_pointer (&fixture->held[i]));
  g_main_context_release (NULL);
}

TwWindow *
tw_app_test_open_window (TwAppTest *fixture)
{
  fixture->window = tw_window_new (application);
  g_object_add_weak_pointer (G_OBJECT (fixture->window), (gpointer *) &fixture->window);
  tw_window_set_workspace (fixture->window, fixture->workspace);
  gtk_window_present (GTK_WINDOW (fixture->window));
  tw_app_test_wait (is_mapped, fixture->window);
  return fixture->window;
}

void
tw_app_test_open_view (TwAppTest  *fixture,
                       const char *entity,
                       const char *presentation)
{
  tw_app_test_activate (fixture->window, "win.open-view", "s", entity);
  tw_view_state_set_presentation (tw_view_page_get_state (TW_VIEW_PAGE (tw_window_get_page (fixture->window))),
                                  presentation);
  tw_app_test_settle ();
}

void
tw_app_test_activate (gpointer    widget,
                      const char *action,
                      const char *format,
                      ...)
{
  GVariant *parameter = NULL;
  va_list list;

  if (format != NULL)
    {
      va_start (list, format);
      parameter = g_variant_new_va (format, NULL, &list);
      va_end (list);
    }
  g_assert_true (gtk_widget_activate_action_variant (GTK_WIDGET (widget), action, parameter));
}

const TwEntity *
tw_app_test_entity (TwAppTest  *fixture,
                    const char *key)
{
  const TwEntity *entity = tw_schema_get_entity (tw_store_get_schema (fixture->store), key);

  g_assert_nonnull (entity);
  return entity;
}

void
tw_app_test_define (TwAppTest  *fixture,
                    const char *definitions)
{
  if (fixture->server != NULL)
    tw_app_server_define (fixture, definitions);
  else
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(TwCommit) commit = tw_store_define (fixture->store, definitions, &error);

      g_assert_no_error (error);
    }
  tw_app_test_settle ();
}

gpointer
tw_app_test_find (gpointer widget,
                  GType    type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      gpointer found = tw_app_test_find (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

gpointer
tw_app_test_find_window (GType type)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr(GtkWindow) window = g_list_model_get_item (windows, i);

      if (G_TYPE_CHECK_INSTANCE_TYPE (window, type))
        return window;
    }
  return NULL;
}

char *
tw_app_test_text (TwAppTest  *fixture,
                  const char *entity,
                  const TwId *id,
                  const char *field)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwRecord) record = tw_store_get (fixture->store, tw_app_test_entity (fixture, entity), id, &error);

  g_assert_no_error (error);
  return tw_value_print (tw_record_get_key (record, field));
}

gint64
tw_app_test_count (TwAppTest  *fixture,
                   const char *entity,
                   const char *where)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwQuery) query = tw_query_new (tw_store_get_schema (fixture->store), tw_app_test_entity (fixture, entity),
                                           where, NULL, &error);

  g_assert_no_error (error);
  return tw_store_count (fixture->store, query, NULL);
}

void
tw_app_test_shot (gpointer    widget,
                  const char *name)
{
  const char *dir = g_getenv ("TW_TEST_SHOTS");
  g_autofree char *file = g_strconcat (name, ".png", NULL), *path = NULL;
  g_autoptr(GError) error = NULL;

  if (dir == NULL)
    return;
  path = g_build_filename (dir, file, NULL);
  for (guint i = 0; i < 4; i++)
    {
      gtk_widget_queue_draw (widget);
      tw_app_test_settle ();
    }
  if (!tw_widget_shot (widget, path, &error))
    g_test_message ("%s: %s", name, error->message);
}
