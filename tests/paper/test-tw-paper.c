/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Documents on pages: every slice stands on one page and fits on it, nothing stands alone that should not, columns fit side by side, and a
 * document of one moment is the same to the byte. */
#include "config.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <locale.h>
#include <string.h>
#include <unistd.h>

#include "tw-paper-draw.h"
#include "tw-paper-table-private.h"

static const char *const words[] = {
  "offer", "Vertrag", "électricité", "مشروع", "報價單", "a", "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen", "😀", "12,345.67",
};

typedef struct { GRand *rand; guint n_rows; guint every; gboolean longest; } Rows;

static char *
make_words (guint32 seed, guint most)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  GString *text = g_string_new (NULL);

  for (int n = g_rand_int_range (rand, 0, (int) most + 1); n > 0; n--)
    g_string_append_printf (text, "%s ", words[g_rand_int_range (rand, 0, G_N_ELEMENTS (words))]);
  return g_string_free (text, FALSE);
}

/* The same text for the same cell, each time it is asked for. */
static const char *
get_text (guint row, guint column, gpointer data)
{
  static char *text;
  Rows *rows = data;

  g_free (text);
  text = make_words (row * 31 + column, rows->longest && row % 40 == 3 ? 120 : 5);
  return text;
}

static TwPaperRow
get_kind (guint row, gpointer data)
{
  Rows *rows = data;

  return row % rows->every == 0 ? TW_PAPER_ROW_GROUP : row % rows->every == rows->every - 1 ? TW_PAPER_ROW_TOTAL : TW_PAPER_ROW_PLAIN;
}

static char *
dup_carried (guint n_rows, guint column, gpointer data)
{
  return column == 1 ? g_strdup_printf ("%u", n_rows) : NULL;
}

static TwPaperTable *
make_table (GRand *rand)
{
  Rows *data = g_new (Rows, 1);
  TwPaperRows rows = { .get_text = get_text, .data = data, .free_data = g_free };
  TwPaperTable *table;
  int n = g_rand_int_range (rand, 1, 7);

  *data = (Rows) { rand, (guint) g_rand_int_range (rand, 0, 60), (guint) g_rand_int_range (rand, 4, 9), g_rand_int_range (rand, 0, 2) == 0 };
  rows.n_rows = data->n_rows;
  if (g_rand_boolean (rand))
    rows.get_kind = get_kind;
  if (g_rand_boolean (rand))
    rows.dup_carried = dup_carried;
  table = tw_paper_table_new (&rows);
  for (int i = 0; i < n; i++)
    tw_paper_table_add_column (table, words[i], (TwPaperCell) g_rand_int_range (rand, 0, 4));
  if (g_rand_boolean (rand))
    tw_paper_table_set_header (table, FALSE);
  return table;
}

static TwPaper *
make_paper (guint32 seed)
{
  static const TwPaperSize sizes[] = { { 595, 842, 60, 40, 50, 40 }, { 300, 200, 30, 20, 30, 20 }, { 1190, 842, 10, 10, 10, 200 } };
  static const char *const languages[] = { "en", "fr", "ar" };
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  TwPaper *paper = tw_paper_new (&sizes[g_rand_int_range (rand, 0, 3)], languages[g_rand_int_range (rand, 0, 3)]);

  tw_paper_set_title (paper, "Test");
  tw_paper_set_time (paper, G_GINT64_CONSTANT (1700000000) * G_USEC_PER_SEC, "2023-11-14");
  tw_paper_set_letterhead (paper, "Company", "A title that is longer than the room that it has above the page, so that it has to be shortened");
  if (g_rand_boolean (rand))
    tw_paper_set_watermark (paper, "Draft");
  for (int n = g_rand_int_range (rand, 0, 9); n > 0; n--)
    switch (g_rand_int_range (rand, 0, 6))
      {
      case 0:
      case 1:
        {
          g_autofree char *text = make_words (g_rand_int (rand), 120);

          tw_paper_add_text (paper, text);
        }
        break;
      case 2:
        tw_paper_add_heading (paper, (guint) g_rand_int_range (rand, 1, 4), words[g_rand_int_range (rand, 0, G_N_ELEMENTS (words))]);
        break;
      case 3:
        tw_paper_add_space (paper, g_rand_double_range (rand, 0, 80));
        break;
      case 4:
        tw_paper_add_break (paper);
        break;
      default:
        tw_paper_add_table (paper, make_table (rand));
      }
  return paper;
}

typedef struct { guint *next; guint block; double bottom; gboolean may_end; } Walk;

static void
look_at_run (TwPaper *paper, TwBlock *block, guint first, guint end, double y, gpointer data)
{
  Walk *walk = data;
  double height = block->class->head (block, first);
  guint index = 0;

  g_assert_true (g_ptr_array_find (paper->blocks, block, &index));
  g_assert_cmpuint (walk->next[index], ==, first);
  g_assert_cmpfloat (y, >=, walk->bottom - 0.001);
  for (guint i = first; i < end; i++)
    {
      height += block->class->height (block, i);
      walk->may_end |= block->class->may_break (block, i);
    }
  if (end < block->n_slices)
    height += block->class->foot (block, end - 1);
  walk->next[index] = end;
  walk->bottom = y + height;
}

static void
test_flow (void)
{
  for (guint32 seed = 0; seed < 60; seed++)
    {
      g_autoptr (TwPaper) paper = make_paper (seed);
      g_autoptr (GError) error = NULL;
      guint n = tw_paper_get_n_pages (paper, NULL, &error);
      g_autofree guint *next = g_new0 (guint, paper->blocks->len + 1);

      g_assert_no_error (error);
      g_assert_cmpuint (n, >=, 1);
      for (guint page = 0; page < n; page++)
        {
          Walk walk = { next, 0, paper->size.top, FALSE };
          TwBlockPlace stop = tw_paper_get_page_end (paper, page);

          tw_paper_for_each_run (paper, page, look_at_run, &walk);
          g_assert_cmpfloat (walk.bottom, <=, paper->size.height - paper->size.bottom + 0.02);
          /* A heading is never the last of its page, unless the page could end nowhere else. */
          if (stop.slice == 0 && stop.block > 0 && stop.block < paper->blocks->len && walk.may_end)
            g_assert_cmpuint (((TwBlock *) g_ptr_array_index (paper->blocks, stop.block - 1))->level, ==, 0);
        }
      for (guint i = 0; i < paper->blocks->len; i++)
        g_assert_cmpuint (next[i], ==, ((TwBlock *) g_ptr_array_index (paper->blocks, i))->n_slices);
    }
}

static GBytes *
write_paper (TwPaper *paper)
{
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "tw-paper-XXXXXX", NULL);
  g_autoptr (GFile) file = NULL;
  g_autoptr (GError) error = NULL;
  char *content;
  gsize length;

  close (g_mkstemp (path));
  file = g_file_new_for_path (path);
  g_assert_true (tw_paper_write_pdf (paper, file, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &content, &length, NULL));
  g_assert_true (g_file_delete (file, NULL, NULL));
  return g_bytes_new_take (content, length);
}

static void
test_reproducible (void)
{
  for (guint32 seed = 0; seed < 6; seed++)
    {
      g_autoptr (TwPaper) one = make_paper (seed), two = make_paper (seed);
      g_autoptr (GBytes) first = write_paper (one), second = write_paper (two), again = write_paper (one);

      g_assert_true (g_bytes_equal (first, second));
      g_assert_true (g_bytes_equal (first, again));
      g_assert_true (g_str_has_prefix (g_bytes_get_data (first, NULL), "%PDF-1."));
    }
}

/* What stood there stays. */
static void
test_cancelled (void)
{
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "tw-paper-XXXXXX", NULL), *content = NULL;
  g_autoptr (TwPaper) paper = make_paper (1);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = NULL;

  close (g_mkstemp (path));
  g_assert_true (g_file_set_contents (path, "before", -1, NULL));
  file = g_file_new_for_path (path);
  g_cancellable_cancel (cancellable);
  g_assert_false (tw_paper_write_pdf (paper, file, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_true (g_file_get_contents (path, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "before");
  g_assert_true (g_file_delete (file, NULL, NULL));
}

static void
cancel_after_page (guint page, guint n_pages, gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
}

/* Where nothing stood nothing is left, wherever it was given up: between two pages, or when all were drawn. */
static void
test_cancelled_midway (void)
{
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "tw-paper-XXXXXX", NULL);
  g_autoptr (GFile) file = NULL;

  close (g_mkstemp (path));
  file = g_file_new_for_path (path);
  g_assert_true (g_file_delete (file, NULL, NULL));
  for (guint pages = 1; pages < 4; pages += 2)
    {
      g_autoptr (TwPaper) paper = tw_paper_new (&TW_PAPER_A4, "en");
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GError) error = NULL;

      for (guint i = 0; i < pages * 40; i++)
        tw_paper_add_text (paper, "A line.");
      tw_paper_set_progress (paper, cancel_after_page, cancellable);
      g_assert_false (tw_paper_write_pdf (paper, file, cancellable, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_false (g_file_query_exists (file, NULL));
    }
}

static void
test_no_room (void)
{
  static const TwPaperSize narrow = { 100, 100, 40, 40, 40, 40 };
  g_autoptr (TwPaper) paper = tw_paper_new (&narrow, "en");
  g_autoptr (GError) error = NULL;

  tw_paper_add_text (paper, "x");
  g_assert_cmpuint (tw_paper_get_n_pages (paper, NULL, &error), ==, 0);
  g_assert_error (error, TW_PAPER_ERROR, TW_PAPER_ERROR_SIZE);
  g_clear_error (&error);
  g_assert_true (tw_paper_set_size (paper, &TW_PAPER_A4, &error));
  g_assert_cmpuint (tw_paper_get_n_pages (paper, NULL, &error), ==, 1);
}

static const char *
get_credit (guint row, guint column, gpointer data)
{
  return column == 0 ? "Line" : row < 10 ? "1.00" : "-1.00";
}

static char *
dup_sum (guint n_rows, guint column, gpointer data)
{
  return column == 0 ? NULL : g_strdup (n_rows == 10 ? "1,080,000,000.00" : "8.00");
}

/* Credits at the end make the last sum that is carried over the shortest; the longest has its room all the same, on one line. */
static void
test_carried_credits (void)
{
  TwPaperRows rows = { .get_text = get_credit, .dup_carried = dup_sum, .n_rows = 20 };
  TwPaperTable *table = tw_paper_table_new (&rows);
  g_autoptr (TwPaper) paper = tw_paper_new (&TW_PAPER_A4, "en");
  g_autoptr (GError) error = NULL;
  PangoLayout *const *carried;

  tw_paper_table_add_column (table, "Name", TW_PAPER_CELL_REST);
  tw_paper_table_add_column (table, "Sum", TW_PAPER_CELL_END | TW_PAPER_CELL_WRAP);
  tw_paper_add_table (paper, table);
  g_assert_cmpuint (tw_paper_get_n_pages (paper, NULL, &error), ==, 1);
  g_assert_no_error (error);
  carried = tw_table_get_carried (g_ptr_array_index (paper->blocks, 0), paper, 10);
  g_assert_cmpstr (pango_layout_get_text (carried[1]), ==, "1,080,000,000.00");
  g_assert_cmpint (pango_layout_get_line_count (carried[1]), ==, 1);
}

/* Where a comma stands before decimals, Cairo 1.16 does not read the place of a heading that is written with a point: there was no PDF at
 * all in French. */
static void
test_decimal_comma (void)
{
  const char *argv[] = { "localedef", "-i", "fr_FR", "-f", "UTF-8", NULL, NULL };
  g_autofree char *dir = NULL, *path = NULL;
  g_autoptr (GError) error = NULL;

  if (g_test_subprocess ())
    {
      g_assert_nonnull (setlocale (LC_ALL, "fr_FR.UTF-8"));
      g_assert_cmpstr (localeconv ()->decimal_point, ==, ",");
      for (guint32 seed = 0; seed < 3; seed++)
        {
          g_autoptr (TwPaper) paper = make_paper (seed);
          g_autoptr (GBytes) bytes = write_paper (paper);

          g_assert_true (g_str_has_prefix (g_bytes_get_data (bytes, NULL), "%PDF-1."));
        }
      return;
    }
  dir = g_dir_make_tmp ("tw-locale-XXXXXX", &error);
  g_assert_no_error (error);
  path = g_build_filename (dir, "fr_FR.UTF-8", NULL);
  argv[5] = path;
  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_setenv ("LOCPATH", dir, TRUE);
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
  g_unsetenv ("LOCPATH");
  g_spawn_sync (NULL, (char *[]) { "rm", "-r", dir, NULL }, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/paper/flow", test_flow);
  g_test_add_func ("/paper/reproducible", test_reproducible);
  g_test_add_func ("/paper/decimal-comma", test_decimal_comma);
  g_test_add_func ("/paper/cancelled", test_cancelled);
  g_test_add_func ("/paper/cancelled-midway", test_cancelled_midway);
  g_test_add_func ("/paper/no-room", test_no_room);
  g_test_add_func ("/paper/carried-credits", test_carried_credits);
  return g_test_run ();
}
