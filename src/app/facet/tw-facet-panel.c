/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-facet-panel.h"

#include <glib/gi18n-lib.h>

#include "tw-facet-conditions.h"
#include "tw-facet-count.h"
#include "tw-field-text.h"
#include "tw-late-spinner.h"
#include "tw-tip.h"

#define MAX_FACETS    12
#define MAX_INDENT    4
#define SHOWN         6                                /* values of a facet before "more" */
#define REFRESH_DELAY 200                              /* ms: a burst of commits is counted once */
#define MANY          20000                            /* records: from here on all facets are worth a reading of the table */

typedef struct
{
  const TwField *field;                                /* of the view's schema */
  GPtrArray     *values;                               /* (owned) (nullable) TwFacetValue, NULL until counted */
  gboolean       all;                                  /* "more" was clicked */
  GtkWidget     *box;                                  /* of the facet */
  GtkWidget     *list;                                 /* of its rows */
} Facet;

struct _TwFacetPanel
{
  AdwBin        parent_instance;

  TwViewState  *state;                                 /* (owned) */
  GPtrArray    *facets;                                /* (owned) Facet */
  guint         next;                                  /* the facet that is being counted */
  gboolean      failed;                                /* one could not be counted */
  GCancellable *counting;                              /* (owned) (nullable) */
  guint         refresh_id;

  GtkBox       *box;
  GtkWidget    *nothing;                               /* in it: told when no facet divides what there is */
  GtkWidget    *waiting;                               /* in it: until the first one is there */
};

G_DEFINE_FINAL_TYPE (TwFacetPanel, tw_facet_panel, ADW_TYPE_BIN)

static void count_next (TwFacetPanel *self);
static void show_values (TwFacetPanel *self, Facet *facet);

static void
facet_free (Facet *facet)
{
  g_clear_pointer (&facet->values, g_ptr_array_unref);
  g_free (facet);
}

/* --- Rows --- */

typedef struct
{
  TwFacetPanel *panel;
  Facet        *facet;
  TwFacetValue *value;
} Row;

/* The tick shows what the filters say, which changes with the click. */
static void
clicked_cb (GtkCheckButton *check,
            Row            *row)
{
  tw_facet_toggle (row->panel->state, row->facet->field, &row->value->value, row->value->period, row->value->below);
}

static void
row_closed (gpointer  data,
            GClosure *closure)
{
  g_free (data);
}

static void
more_cb (GtkButton *button,
         Row       *row)
{
  row->facet->all = !row->facet->all;
  show_values (row->panel, row->facet);
}

static Row *
new_row (TwFacetPanel *self,
         Facet        *facet,
         TwFacetValue *value)
{
  Row *row = g_new0 (Row, 1);

  row->panel = self;
  row->facet = facet;
  row->value = value;
  return row;
}

static GtkWidget *
make_row (TwFacetPanel *self,
          Facet        *facet,
          TwFacetValue *value,
          gboolean      active)
{
  GtkWidget *check = gtk_check_button_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (value->title), *count = NULL;
  g_autofree char *text = g_strdup_printf ("%'" G_GINT64_FORMAT, value->count), *name = NULL;

  count = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (count, "dim-label");
  gtk_widget_add_css_class (count, "numeric");
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), count);
  gtk_check_button_set_child (GTK_CHECK_BUTTON (check), box);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), active);
  gtk_widget_set_margin_start (check, (int) MIN (value->depth, MAX_INDENT) * 12);
  /* Translators: a value and how many records have it, read aloud. */
  name = g_strdup_printf (_("%1$s, %2$s"), value->title, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  tw_tip_set (check, value->title);
  g_signal_connect_data (check, "toggled", G_CALLBACK (clicked_cb), new_row (self, facet, value), row_closed, 0);
  return check;
}

static void
add_more (TwFacetPanel *self,
          Facet        *facet,
          guint         n_hidden)
{
  g_autofree char *text = facet->all ? g_strdup (_("Show fewer"))
                                     : g_strdup_printf (ngettext ("Show %u more", "Show %u more", n_hidden), n_hidden);
  GtkWidget *button = gtk_button_new_with_label (text);

  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "caption");
  g_signal_connect_data (button, "clicked", G_CALLBACK (more_cb), new_row (self, facet, NULL), row_closed, 0);
  gtk_box_append (GTK_BOX (facet->list), button);
}

/* What is ticked is shown whatever its count, so that it can be taken away. */
static void
show_values (TwFacetPanel *self,
             Facet        *facet)
{
  GtkWidget *child = NULL;
  guint n_shown = 0, n_hidden = 0;

  while ((child = gtk_widget_get_first_child (facet->list)) != NULL)
    gtk_box_remove (GTK_BOX (facet->list), child);
  for (guint i = 0; facet->values != NULL && i < facet->values->len; i++)
    {
      TwFacetValue *value = g_ptr_array_index (facet->values, i);
      gboolean active = tw_facet_is_active (self->state, facet->field, &value->value, value->period);

      if (!active && value->count == 0)
        continue;
      if (n_shown >= SHOWN && !facet->all && !active)
        {
          n_hidden++;
          continue;
        }
      gtk_box_append (GTK_BOX (facet->list), make_row (self, facet, value, active));
      n_shown++;
    }
  if (n_hidden > 0 || (facet->all && n_shown > SHOWN))
    add_more (self, facet, n_hidden);
  /* A single value that all records share divides nothing. */
  gtk_widget_set_visible (facet->box, facet->values != NULL && (n_shown + n_hidden > 1 || (n_shown == 1 && tw_view_state_get_n_conditions (self->state) > 0)));
}

/* --- Counting --- */

static void
counted_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr(TwFacetPanel) self = TW_FACET_PANEL (data);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) values = tw_facet_count_finish (result, &error);
  Facet *facet = NULL;

  if (self->counting == NULL || self->counting != g_task_get_cancellable (G_TASK (result)))
    return;
  facet = g_ptr_array_index (self->facets, self->next);
  /* A facet that cannot be counted is left out; the list itself tells what is wrong with the view. */
  g_clear_pointer (&facet->values, g_ptr_array_unref);
  facet->values = g_steal_pointer (&values);
  self->failed |= facet->values == NULL;
  show_values (self, facet);
  self->next++;
  count_next (self);
}

static gboolean
has_many (Facet *facet)
{
  gint64 n = 0;

  for (guint i = 0; facet->values != NULL && i < facet->values->len; i++)
    n += ((TwFacetValue *) g_ptr_array_index (facet->values, i))->count;
  return n >= MANY;
}

/* All records are many, where it matters; with a filter the first facet tells. */
static void
announce_rest (TwFacetPanel *self)
{
  gboolean filtered = tw_view_state_get_n_conditions (self->state) > 0;

  if (filtered ? self->next == 1 && has_many (g_ptr_array_index (self->facets, 0)) : self->next == 0)
    for (guint i = self->next; i < self->facets->len; i++)
      tw_facet_announce (self->state, ((Facet *) g_ptr_array_index (self->facets, i))->field);
}

/* An empty panel looks as if it were still being filled; one that is being filled turns. */
static void
show_nothing (TwFacetPanel *self)
{
  gboolean nothing = TRUE, counting = self->next < self->facets->len;

  for (guint i = 0; i < self->facets->len && nothing; i++)
    nothing = !gtk_widget_get_visible (((Facet *) g_ptr_array_index (self->facets, i))->box);
  gtk_label_set_label (GTK_LABEL (self->nothing), self->failed ? _("The values cannot be counted.") : _("There is nothing to choose from."));
  gtk_widget_set_visible (self->nothing, nothing && !counting);
  gtk_widget_set_visible (self->waiting, nothing && counting);
}

static void
count_next (TwFacetPanel *self)
{
  announce_rest (self);
  show_nothing (self);
  if (self->next < self->facets->len)
    tw_facet_count_async (self->state, ((Facet *) g_ptr_array_index (self->facets, self->next))->field, self->counting, counted_cb,
                          g_object_ref (self));
  else
    g_clear_object (&self->counting);
}

static void
stop (TwFacetPanel *self)
{
  g_clear_handle_id (&self->refresh_id, g_source_remove);
  if (self->counting != NULL)
    g_cancellable_cancel (self->counting);
  g_clear_object (&self->counting);
}

static void
refresh (TwFacetPanel *self)
{
  stop (self);
  self->next = 0;
  self->failed = FALSE;
  self->counting = g_cancellable_new ();
  count_next (self);
}

static gboolean
refresh_cb (gpointer data)
{
  TwFacetPanel *self = TW_FACET_PANEL (data);

  self->refresh_id = 0;
  refresh (self);
  return G_SOURCE_REMOVE;
}

static void
committed_cb (TwFacetPanel *self,
              TwCommit     *commit)
{
  if (self->refresh_id == 0 && tw_commit_touches (commit, tw_view_state_get_entity (self->state)))
    self->refresh_id = g_timeout_add (REFRESH_DELAY, refresh_cb, self);
}

/* --- Which facets --- */

static void
add_facet (TwFacetPanel  *self,
           const TwField *field)
{
  Facet *facet = NULL;
  GtkWidget *heading = NULL;

  if (field == NULL || !tw_field_can_facet (field) || self->facets->len >= MAX_FACETS)
    return;
  for (guint i = 0; i < self->facets->len; i++)
    if (((Facet *) g_ptr_array_index (self->facets, i))->field == field)
      return;
  facet = g_new0 (Facet, 1);
  facet->field = field;
  facet->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  facet->list = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  heading = gtk_label_new (tw_field_get_label (field));
  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_widget_add_css_class (heading, "caption-heading");
  gtk_widget_add_css_class (heading, "dim-label");
  gtk_box_append (GTK_BOX (facet->box), heading);
  gtk_box_append (GTK_BOX (facet->box), facet->list);
  gtk_widget_set_visible (facet->box, FALSE);
  gtk_box_append (self->box, facet->box);
  g_ptr_array_add (self->facets, facet);
}

/* What people divide by most comes first: the board's columns, the owner, what the list shows. */
static void
build (TwFacetPanel *self)
{
  const TwEntity *entity = tw_view_state_get_entity (self->state);
  const char *const *columns = tw_view_state_get_columns (self->state);
  GtkWidget *child = NULL;

  stop (self);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->box))) != NULL)
    gtk_box_remove (self->box, child);
  g_ptr_array_set_size (self->facets, 0);
  self->nothing = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->nothing), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->nothing), 0);
  gtk_widget_add_css_class (self->nothing, "dim-label");
  gtk_widget_set_visible (self->nothing, FALSE);
  gtk_box_append (self->box, self->nothing);
  self->waiting = tw_late_spinner_new ();
  gtk_box_append (self->box, self->waiting);
  add_facet (self, entity->board_field);
  add_facet (self, entity->owner_field);
  for (guint i = 0; columns[i] != NULL; i++)
    add_facet (self, tw_entity_get_field (entity, columns[i]));
  add_facet (self, entity->date_field);
  for (guint i = 0; i < entity->n_fields; i++)
    if (entity->fields[i]->indexed || entity->fields[i]->custom || entity->custom)
      add_facet (self, entity->fields[i]->number >= TW_FIELD_FIRST_OWN ? entity->fields[i] : NULL);
  refresh (self);
}

static void
tw_facet_panel_dispose (GObject *object)
{
  TwFacetPanel *self = TW_FACET_PANEL (object);

  stop (self);
  if (self->state != NULL)
    g_signal_handlers_disconnect_by_data (self->state, self);
  adw_bin_set_child (ADW_BIN (self), NULL);
  g_clear_object (&self->state);
  G_OBJECT_CLASS (tw_facet_panel_parent_class)->dispose (object);
}

static void
tw_facet_panel_finalize (GObject *object)
{
  g_ptr_array_unref (TW_FACET_PANEL (object)->facets);
  G_OBJECT_CLASS (tw_facet_panel_parent_class)->finalize (object);
}

static void
tw_facet_panel_class_init (TwFacetPanelClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tw_facet_panel_dispose;
  G_OBJECT_CLASS (klass)->finalize = tw_facet_panel_finalize;
}

static void
tw_facet_panel_init (TwFacetPanel *self)
{
  GtkWidget *scroll = gtk_scrolled_window_new ();

  self->facets = g_ptr_array_new_with_free_func ((GDestroyNotify) facet_free);
  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 15));
  gtk_widget_add_css_class (GTK_WIDGET (self->box), "tw-facets");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroll), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroll), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroll), GTK_WIDGET (self->box));
  gtk_widget_set_size_request (GTK_WIDGET (self), 210, -1);
  adw_bin_set_child (ADW_BIN (self), scroll);
}

/**
 * tw_facet_panel_new:
 * @state: a view
 *
 * Built in code because its parts depend on the schema.
 *
 * Returns: (transfer floating): the facets of its records
 */
GtkWidget *
tw_facet_panel_new (TwViewState *state)
{
  TwFacetPanel *self = g_object_new (TW_TYPE_FACET_PANEL, NULL);

  self->state = g_object_ref (state);
  g_signal_connect_object (state, "notify::entity", G_CALLBACK (build), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (state, "notify::query", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (tw_workspace_get_store (tw_view_state_get_workspace (state)), "committed", G_CALLBACK (committed_cb), self,
                           G_CONNECT_SWAPPED);
  build (self);
  return GTK_WIDGET (self);
}

/**
 * tw_facet_panel_set_max_height:
 * @self: a panel
 * @height: in pixels
 *
 * Makes the panel scroll when it would be higher.
 */
void
tw_facet_panel_set_max_height (TwFacetPanel *self,
                               int           height)
{
  g_return_if_fail (TW_IS_FACET_PANEL (self));
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (adw_bin_get_child (ADW_BIN (self))), MAX (height, 1));
}

/**
 * tw_facet_panel_get_loading:
 * @self: a panel
 *
 * Returns: whether counts are still to come
 */
gboolean
tw_facet_panel_get_loading (TwFacetPanel *self)
{
  g_return_val_if_fail (TW_IS_FACET_PANEL (self), FALSE);
  return self->counting != NULL || self->refresh_id != 0;
}

static TwFacetValue *
find_value (TwFacetPanel *self,
            const char   *field_key,
            const char   *title,
            Facet       **found)
{
  for (guint i = 0; i < self->facets->len; i++)
    {
      Facet *facet = g_ptr_array_index (self->facets, i);

      for (guint v = 0; facet->values != NULL && g_str_equal (facet->field->key, field_key) && v < facet->values->len; v++)
        if (g_str_equal (((TwFacetValue *) g_ptr_array_index (facet->values, v))->title, title))
          {
            *found = facet;
            return g_ptr_array_index (facet->values, v);
          }
    }
  return NULL;
}

/**
 * tw_facet_panel_get_count:
 * @self: a panel
 * @field_key: key of a field
 * @title: a value as it is shown
 *
 * Returns: how many records have it; -1 when it is not shown
 */
gint64
tw_facet_panel_get_count (TwFacetPanel *self,
                          const char   *field_key,
                          const char   *title)
{
  Facet *facet = NULL;
  TwFacetValue *value = NULL;

  g_return_val_if_fail (TW_IS_FACET_PANEL (self) && field_key != NULL && title != NULL, -1);
  value = find_value (self, field_key, title, &facet);
  return value != NULL ? value->count : -1;
}

/**
 * tw_facet_panel_click:
 * @self: a panel
 * @field_key: key of a field
 * @title: a value as it is shown
 *
 * Filters by it, or no longer.
 *
 * Returns: whether it is shown
 */
gboolean
tw_facet_panel_click (TwFacetPanel *self,
                      const char   *field_key,
                      const char   *title)
{
  Facet *facet = NULL;
  TwFacetValue *value = NULL;

  g_return_val_if_fail (TW_IS_FACET_PANEL (self) && field_key != NULL && title != NULL, FALSE);
  value = find_value (self, field_key, title, &facet);
  if (value != NULL)
    tw_facet_toggle (self->state, facet->field, &value->value, value->period, value->below);
  return value != NULL;
}
