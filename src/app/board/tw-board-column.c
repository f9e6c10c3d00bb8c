/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-board-column.h"

#include <glib/gi18n-lib.h>

#include "tw-board-card.h"
#include "tw-field-text.h"
#include "tw-list-cell.h"

struct _TwBoardColumn
{
  AdwBin             parent_instance;

  TwViewState       *state;                            /* (owned) */
  TwValue            value;                            /* of the group field */
  char              *where;                            /* (owned) */
  char              *name;                             /* (owned) the heading */
  TwResults         *results;                          /* (owned) */
  GtkMultiSelection *selection;                        /* (owned) over results */

  /* From the template. */
  GtkImage          *dot;
  GtkLabel          *title;
  GtkLabel          *count;
  GtkLabel          *sums;
  GtkLabel          *error;
  GtkStack          *stack;
  GtkListView       *cards;
};

G_DEFINE_FINAL_TYPE (TwBoardColumn, tw_board_column, ADW_TYPE_BIN)

enum { MOVED_HERE, SELECTION_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* --- What is dragged --- */

/* The dragged card, and with it the others that are selected when it is one of them. */
static GArray *
dup_dragged (TwBoardColumn *self,
             TwRow         *row)
{
  g_autoptr(GArray) selected = g_array_new (FALSE, FALSE, sizeof (TwId));
  GArray *one = NULL;
  const TwId *id = tw_row_get_id (row);

  tw_board_column_append_selected (self, selected);
  for (guint i = 0; i < selected->len; i++)
    if (tw_id_equal (&g_array_index (selected, TwId, i), id))
      return g_steal_pointer (&selected);
  one = g_array_new (FALSE, FALSE, sizeof (TwId));
  g_array_append_val (one, *id);
  return one;
}

static GdkContentProvider *
drag_prepare_cb (GtkDragSource *source,
                 double         x,
                 double         y,
                 TwBoardColumn *self)
{
  TwBoardCard *card = TW_BOARD_CARD (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (source)));
  TwRow *row = tw_board_card_get_row (card);
  g_autoptr(GArray) ids = NULL;

  if (row == NULL)
    return NULL;
  ids = dup_dragged (self, row);
  return gdk_content_provider_new_typed (G_TYPE_ARRAY, ids);
}

static void
drag_begin_cb (GtkDragSource *source,
               GdkDrag       *drag,
               TwBoardColumn *self)
{
  GtkWidget *card = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (source));
  g_autoptr(GdkPaintable) paintable = gtk_widget_paintable_new (card);

  gtk_drag_source_set_icon (source, paintable, 24, 24);
  gtk_widget_add_css_class (card, "tw-dragged");
}

static void
drag_end_cb (GtkDragSource *source,
             GdkDrag       *drag,
             gboolean       delete_data,
             TwBoardColumn *self)
{
  gtk_widget_remove_css_class (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (source)), "tw-dragged");
}

static gboolean
drop_cb (GtkDropTarget *target,
         const GValue  *value,
         double         x,
         double         y,
         TwBoardColumn *self)
{
  GArray *ids = g_value_get_boxed (value);

  if (ids == NULL || ids->len == 0)
    return FALSE;
  g_signal_emit (self, signals[MOVED_HERE], 0, ids);
  return TRUE;
}

/* --- Cards --- */

/* A signal factory: cards are recycled by the thousand, and each needs its drag source just once. */
static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item,
          TwBoardColumn            *self)
{
  GtkWidget *card = tw_board_card_new ();
  GtkDragSource *drag = gtk_drag_source_new ();

  gtk_drag_source_set_actions (drag, GDK_ACTION_MOVE);
  g_signal_connect_object (drag, "prepare", G_CALLBACK (drag_prepare_cb), self, 0);
  g_signal_connect_object (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self, 0);
  g_signal_connect_object (drag, "drag-end", G_CALLBACK (drag_end_cb), self, 0);
  gtk_widget_add_controller (card, GTK_EVENT_CONTROLLER (drag));
  gtk_list_item_set_child (item, card);
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item,
         TwBoardColumn            *self)
{
  tw_board_card_set_row (TW_BOARD_CARD (gtk_list_item_get_child (item)), gtk_list_item_get_item (item),
                         tw_view_state_get_entity (self->state));
}

static void
unbind_cb (GtkSignalListItemFactory *factory,
           GtkListItem              *item,
           TwBoardColumn            *self)
{
  tw_board_card_set_row (TW_BOARD_CARD (gtk_list_item_get_child (item)), NULL, NULL);
}

static void
activate_cb (TwBoardColumn *self,
             guint          position)
{
  g_autoptr(TwRow) row = g_list_model_get_item (G_LIST_MODEL (self->results), position);
  char id[TW_ID_TEXT_LENGTH + 1];

  if (row != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open-record", "(uss)", tw_view_state_get_entity (self->state)->number,
                                tw_id_print (tw_row_get_id (row), id), "");
}

static void
selection_changed_cb (TwBoardColumn *self)
{
  g_signal_emit (self, signals[SELECTION_CHANGED], 0);
}

static void
results_changed_cb (TwBoardColumn *self)
{
  g_autofree char *error = NULL;

  g_object_get (self->results, "error", &error, NULL);
  if (error != NULL)
    {
      gtk_label_set_label (self->error, error);
      gtk_stack_set_visible_child_name (self->stack, "error");
    }
  else if (g_list_model_get_n_items (G_LIST_MODEL (self->results)) == 0 && !tw_results_get_loading (self->results))
    gtk_stack_set_visible_child_name (self->stack, "empty");
  else
    gtk_stack_set_visible_child_name (self->stack, "cards");
}

static void
tw_board_column_dispose (GObject *object)
{
  TwBoardColumn *self = TW_BOARD_COLUMN (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_BOARD_COLUMN);
  g_clear_object (&self->selection);
  g_clear_object (&self->results);
  g_clear_object (&self->state);
  G_OBJECT_CLASS (tw_board_column_parent_class)->dispose (object);
}

static void
tw_board_column_finalize (GObject *object)
{
  TwBoardColumn *self = TW_BOARD_COLUMN (object);

  tw_value_clear (&self->value);
  g_free (self->where);
  g_free (self->name);
  G_OBJECT_CLASS (tw_board_column_parent_class)->finalize (object);
}

static void
tw_board_column_class_init (TwBoardColumnClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_board_column_dispose;
  G_OBJECT_CLASS (klass)->finalize = tw_board_column_finalize;
  signals[MOVED_HERE] = g_signal_new ("moved-here", TW_TYPE_BOARD_COLUMN, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                      G_TYPE_NONE, 1, G_TYPE_ARRAY);
  signals[SELECTION_CHANGED] = g_signal_new ("selection-changed", TW_TYPE_BOARD_COLUMN, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                             NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("board/tw-board-column.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwBoardColumn, dot);
  gtk_widget_class_bind_template_child (widget_class, TwBoardColumn, title);
  gtk_widget_class_bind_template_child (widget_class, TwBoardColumn, count);
  gtk_widget_class_bind_template_child (widget_class, TwBoardColumn, sums);
  gtk_widget_class_bind_template_child (widget_class, TwBoardColumn, error);
  gtk_widget_class_bind_template_child (widget_class, TwBoardColumn, stack);
  gtk_widget_class_bind_template_child (widget_class, TwBoardColumn, cards);
}

static void
tw_board_column_init (TwBoardColumn *self)
{
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_ARRAY, GDK_ACTION_MOVE);

  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

static void
show_heading (TwBoardColumn    *self,
              const TwBoardKey *key)
{
  const TwChoice choice = { .color = key->color };
  const char *css_class = tw_choice_get_css_class (&choice);

  gtk_label_set_label (self->title, key->title);
  gtk_widget_set_visible (GTK_WIDGET (self->dot), css_class != NULL);
  if (css_class != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->dot), css_class);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->cards), GTK_ACCESSIBLE_PROPERTY_LABEL, key->title, -1);
}

/**
 * tw_board_column_new:
 * @state: the view
 * @key: which column
 *
 * Returns: (transfer floating): the column, which follows the state's query when tw_board_column_update_query() is called
 */
GtkWidget *
tw_board_column_new (TwViewState      *state,
                     const TwBoardKey *key)
{
  TwBoardColumn *self = g_object_new (TW_TYPE_BOARD_COLUMN, NULL);
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr(TwQuery) query = NULL;

  self->state = g_object_ref (state);
  self->value = tw_value_copy (&key->value);
  self->name = g_strdup (key->title);
  self->where = tw_board_key_dup_where (key, tw_view_state_get_group_field (state));
  query = tw_query_with_where (tw_view_state_get_query (state), self->where, NULL);
  self->results = tw_results_new (tw_workspace_get_store (tw_view_state_get_workspace (state)),
                                  query != NULL ? query : tw_view_state_get_query (state));
  self->selection = gtk_multi_selection_new (g_object_ref (G_LIST_MODEL (self->results)));
  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, 0);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, 0);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_cb), self, 0);
  gtk_list_view_set_factory (self->cards, factory);
  gtk_list_view_set_model (self->cards, GTK_SELECTION_MODEL (self->selection));
  g_object_unref (factory);
  g_signal_connect_object (self->cards, "activate", G_CALLBACK (activate_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "selection-changed", G_CALLBACK (selection_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->results, "notify", G_CALLBACK (results_changed_cb), self, G_CONNECT_SWAPPED);
  show_heading (self, key);
  tw_board_column_set_group (self, NULL);
  results_changed_cb (self);
  return GTK_WIDGET (self);
}

const TwValue *
tw_board_column_get_value (TwBoardColumn *self)
{
  return &self->value;
}

const char *
tw_board_column_get_title (TwBoardColumn *self)
{
  return self->name;
}

TwResults *
tw_board_column_get_results (TwBoardColumn *self)
{
  return self->results;
}

static char *
dup_sum (TwBoardColumn *self,
         GArray        *sums)
{
  TwWorkspace *workspace = tw_view_state_get_workspace (self->state);
  const TwField *field = tw_view_state_get_entity (self->state)->value_field;
  TwMoney total;

  if (sums == NULL || sums->len == 0 || field == NULL)
    return NULL;
  if (field->type != TW_TYPE_MONEY)
    return tw_field_dup_text (field, &g_array_index (sums, TwValue, 0), NULL);
  if (!tw_group_total (tw_workspace_get_store (workspace), sums, tw_workspace_get_currency (workspace), &total))
    return NULL;
  /* Headings show whole units; the list and the record have the cents. */
  return tw_money_format_whole (&total);
}

void
tw_board_column_set_group (TwBoardColumn *self,
                           TwGroup       *group)
{
  g_autofree char *count = g_strdup_printf ("%'" G_GINT64_FORMAT, group != NULL ? group->count : 0);
  g_autofree char *sum = group != NULL ? dup_sum (self, group->sums) : NULL;
  g_autofree char *weighted = group != NULL ? dup_sum (self, group->weighted) : NULL;
  g_autofree char *both = NULL;

  if (sum != NULL && weighted != NULL)
    /* Translators: the sum of a board column, and the sum weighted by probability. */
    both = g_strdup_printf (_("%s · weighted %s"), sum, weighted);
  gtk_label_set_label (self->count, count);
  gtk_label_set_label (self->sums, both != NULL ? both : sum != NULL ? sum : "");
  gtk_widget_set_visible (GTK_WIDGET (self->sums), tw_view_state_get_entity (self->state)->value_field != NULL);
}

void
tw_board_column_update_query (TwBoardColumn *self)
{
  g_autoptr(TwQuery) query = tw_query_with_where (tw_view_state_get_query (self->state), self->where, NULL);

  if (query != NULL)
    tw_results_set_query (self->results, query);
}

void
tw_board_column_append_selected (TwBoardColumn *self,
                                 GArray        *ids)
{
  g_autoptr(GtkBitset) bits = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  GtkBitsetIter iter;
  guint position;

  for (gboolean more = gtk_bitset_iter_init_first (&iter, bits, &position); more; more = gtk_bitset_iter_next (&iter, &position))
    {
      g_autoptr(TwRow) row = g_list_model_get_item (G_LIST_MODEL (self->results), position);

      if (row != NULL)
        g_array_append_val (ids, *tw_row_get_id (row));
    }
}

void
tw_board_column_clear_selection (TwBoardColumn *self)
{
  gtk_selection_model_unselect_all (GTK_SELECTION_MODEL (self->selection));
}

TwRow *
tw_board_column_get_focused_row (TwBoardColumn *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *child = NULL;

  if (focus == NULL || !gtk_widget_is_ancestor (focus, GTK_WIDGET (self->cards)))
    return NULL;
  /* The focus is on the list's own wrapper around the card. */
  child = gtk_widget_get_first_child (focus);
  return TW_IS_BOARD_CARD (child) ? tw_board_card_get_row (TW_BOARD_CARD (child)) : NULL;
}

gboolean
tw_board_column_take_focus (TwBoardColumn *self)
{
  return gtk_widget_child_focus (GTK_WIDGET (self->cards), GTK_DIR_TAB_FORWARD);
}
