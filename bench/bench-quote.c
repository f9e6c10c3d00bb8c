/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Typing in a quote of 1,000 lines, with its PDF beside: the longest time that the main loop is away while a cell is typed and stored, the
 * totals follow and the pages are drawn anew. It fills a workspace of its own:
 *
 *   TW_SCREEN=1760x900x24 tools/run-headless bench-quote FOLDER
 */
#include "config.h"

#include "tw-bare.h"
#include "tw-crm-rules.h"
#include "tw-bench-window.h"
#include "tw-quote-page.h"
#include "tw-seed.h"

#define LINES  1000
#define ROUNDS 12
#define FRAMES 150
#define REST   1200                                    /* ms after a step: stored, summed up, and the pages drawn */

static TwId
add_quote (TwStore *store)
{
  TwSchema *schema = tw_store_get_schema (store);
  g_autoptr(TwRecord) quote = tw_record_new (tw_schema_get_entity (schema, "quote"));
  TwEdit *edit = tw_edit_new (store, TW_ORIGIN_SYSTEM, "bench");
  g_autoptr(TwCommit) commit = NULL;
  g_autoptr(GError) error = NULL;
  char id[TW_ID_TEXT_LENGTH + 1];

  tw_record_set_text (quote, "currency", "USD", &error);
  tw_edit_save (edit, quote);
  for (guint i = 0; i < LINES; i++)
    {
      g_autoptr(TwRecord) line = tw_record_new (tw_schema_get_entity (schema, "quote_line"));
      g_autofree char *name = g_strdup_printf ("Part %04u of the bench", i), *position = g_strdup_printf ("%u", i);

      tw_record_set_text (line, "quote", tw_id_print (tw_record_get_id (quote), id), &error);
      tw_record_set_text (line, "name", name, &error);
      tw_record_set_text (line, "position", position, &error);
      tw_record_set_text (line, "unit_price", "12.50 USD", &error);
      tw_record_set_text (line, "tax_rate", i % 2 == 0 ? "20" : "5.5", &error);
      tw_edit_save (edit, line);
    }
  bench_check (error);
  commit = tw_edit_commit (edit, &error);
  bench_check (error);
  return *tw_record_get_id (quote);
}

/* One key after the other, each of which is a frame, then Enter. */
static void
type_round (TwQuotePage *page, guint round, BenchLongest *going, BenchLongest *typing, BenchLongest *storing)
{
  TwQuoteRow *row = NULL;
  GtkEditable *cell = NULL;
  g_autofree char *text = g_strdup_printf ("%u", 100 + round);
  double end = bench_now_ms () + REST;

  tw_quote_grid_focus (tw_quote_page_get_grid (page), round * 80, TW_QUOTE_CELL_QUANTITY);
  while (bench_now_ms () < end)
    bench_turn (going);
  row = tw_quote_grid_get_row (tw_quote_page_get_grid (page), round * 80);
  cell = row != NULL ? GTK_EDITABLE (tw_quote_row_get_entry (row, TW_QUOTE_CELL_QUANTITY)) : NULL;
  if (cell == NULL)
    g_error ("The lines are not on the screen.");
  for (guint i = 1; i <= strlen (text); i++)
    {
      g_autofree char *part = g_strndup (text, i);
      double start = bench_now_ms (), cpu = bench_cpu_ms ();

      gtk_editable_set_text (cell, part);
      typing->wall = MAX (typing->wall, bench_now_ms () - start);
      typing->cpu = MAX (typing->cpu, bench_cpu_ms () - cpu);
      bench_wait (60, typing);
    }
  tw_quote_model_store_cell (tw_quote_page_get_model (page), tw_quote_row_get_item (row), TW_QUOTE_CELL_QUANTITY);
  bench_wait (REST, storing);
}

/* Beside a bare window that paints as much, of which the half where the pages stand changes in each frame. */
static void
compare (GtkWindow *window, GtkWidget *page, const BenchLongest *typing, const BenchLongest *storing)
{
  BenchBare bare = { 0, 0, 0.5 };
  BenchSample sample;
  BenchLongest other;
  g_autofree char *type_note = NULL, *store_note = NULL;

  bench_bare_count (page, &bare);
  bench_bare_run (window, &bare, 1, FRAMES, &other, &sample);
  type_note = g_strdup_printf ("work %.1f against %.1f ms; peer: a window of %u boxes and %u texts, half of it new in each frame", typing->cpu,
                               other.cpu, bare.boxes, bare.texts);
  bench_row ("type in a quote of 1,000 lines: the longest wait", typing->wall, other.wall, "ms", 1.5, type_note);
  store_note = g_strdup_printf ("work %.1f against %.1f ms; the same peer, p99 of its frames %.1f ms", storing->cpu, other.cpu,
                                bench_sample_at (&sample, 0.99));
  bench_row ("store the cell, totals and pages follow: the longest wait", storing->wall, other.wall, "ms", 1.5, store_note);
  bench_sample_clear (&sample);
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  for (guint i = 0; i < TW_QUOTE_N_CELLS; i++)
    gtk_box_append (GTK_BOX (box), g_object_new (GTK_TYPE_ENTRY, "width-chars", 6, "hexpand", i == 0, NULL));
  gtk_list_item_set_child (item, box);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  for (GtkWidget *cell = gtk_widget_get_first_child (gtk_list_item_get_child (item)); cell != NULL; cell = gtk_widget_get_next_sibling (cell))
    gtk_editable_set_text (GTK_EDITABLE (cell), gtk_string_object_get_string (gtk_list_item_get_item (item)));
}

/* Beside a bare list of as many rows with as many entries in half of the window, which goes as far. */
static void
compare_going (GtkWindow *window, const BenchLongest *going)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *scroll = gtk_scrolled_window_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *list = gtk_list_view_new (GTK_SELECTION_MODEL (gtk_no_selection_new (bench_strings_new (LINES))), factory);
  BenchLongest opening = { 0, 0 }, other = { 0, 0 };
  g_autofree char *note = NULL;

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroll), list);
  gtk_widget_set_hexpand (scroll, TRUE);
  gtk_box_append (GTK_BOX (box), scroll);
  gtk_box_append (GTK_BOX (box), g_object_new (GTK_TYPE_BOX, "hexpand", TRUE, NULL));
  gtk_box_set_homogeneous (GTK_BOX (box), TRUE);
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), box);
  bench_wait (REST, &opening);
  for (guint i = 0; i < ROUNDS; i++)
    {
      gtk_widget_activate_action (list, "list.scroll-to-item", "u", i * 80);
      bench_wait (REST / 3, &other);
    }
  note = g_strdup_printf ("work %.1f against %.1f ms; peer: a GtkListView whose rows have %d entries", going->cpu, other.cpu, TW_QUOTE_N_CELLS);
  bench_row ("go 80 lines further: the longest wait", going->wall, other.wall, "ms", 1.5, note);
}

static void
run (GtkWindow *window, const char *dir)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwSchema) schema = tw_schema_load_shipped (&error);
  g_autoptr(TwStore) store = tw_store_open (dir, schema, TRUE, &error);
  g_autoptr(GSettings) settings = g_settings_new (TW_APP_ID);
  g_autoptr(TwWorkspace) workspace = NULL;
  g_autofree char *go_note = NULL, *type_note = NULL, *store_note = NULL;
  BenchLongest opening = { 0, 0 }, going = { 0, 0 }, typing = { 0, 0 }, storing = { 0, 0 };
  TwQuotePage *page = NULL;
  TwId quote;

  bench_check (error);
  tw_crm_rules_add (store);
  tw_seed_workspace (store, "USD", &error);
  bench_check (error);
  quote = add_quote (store);
  workspace = tw_workspace_new (store, settings);
  page = tw_quote_page_new (workspace, &quote);
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), GTK_WIDGET (page));
  while (g_list_model_get_n_items (tw_quote_model_get_items (tw_quote_page_get_model (page))) < LINES)
    bench_turn (&opening);
  bench_wait (3 * REST, &opening);
  for (guint i = 0; i < ROUNDS; i++)
    type_round (page, i, &going, &typing, &storing);
  type_note = g_strdup_printf ("work %.1f ms", typing.cpu);
  bench_limit ("type in a quote of 1,000 lines: the longest wait", typing.wall, "ms", 33, type_note);
  store_note = g_strdup_printf ("work %.1f ms", storing.cpu);
  bench_limit ("store the cell, totals and pages follow: the longest wait", storing.wall, "ms", 33, store_note);
  go_note = g_strdup_printf ("work %.1f ms", going.cpu);
  bench_limit ("go 80 lines further: the longest wait", going.wall, "ms", 33, go_note);
  compare (window, GTK_WIDGET (page), &typing, &storing);
  compare_going (window, &going);
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), NULL);
  bench_wait (REST, &opening);
  tw_store_close (store);
}

int
main (int argc, char **argv)
{
  return bench_window_main (argc, argv, 1400, 860, run);
}
