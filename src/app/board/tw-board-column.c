/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-board-column.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "tw-board-card.h"
#include "tw-field-text.h"
#include "tw-list-cell.h"
#include "tw-tip.h"
#include "tw-number.h"

struct _TwBoardColumn
{
  AdwBin             parent_instance;

  TwViewState       *state;                            /* (owned) */
  TwStage           *stage;                            /* (owned) */
  TwBoardCardStyle   style;
  char              *where;                            /* (owned) */
  GArray            *away;                             /* (owned) (nullable) TwId */
  TwResults         *results;                          /* (owned) */
  GtkMultiSelection *selection;                        /* (owned) over results */

  /* From the template. */
  GtkImage          *dot;
  GtkLabel          *title;
  GtkLabel          *count;
  GtkLabel          *sums;
  GtkProgressBar    *target;
  AdwBin            *guest;
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
  g_autoptr(GArray) ids = dup_dragged (self, tw_board_card_get_row (TW_BOARD_CARD (card)));

  if (ids->len > 1)
    {
      /* Translators: what hangs at the pointer while several cards are dragged. */
      g_autofree char *text = g_strdup_printf (ngettext ("%u card", "%u cards", ids->len), ids->len);
      GtkWidget *label = gtk_label_new (text);

      gtk_widget_add_css_class (label, "tw-card");
      gtk_drag_icon_set_child (GTK_DRAG_ICON (gtk_drag_icon_get_for_drag (drag)), label);
    }
  else
    {
      g_autoptr(GdkPaintable) paintable = gtk_widget_paintable_new (card);

      gtk_drag_source_set_icon (source, paintable, 24, 24);
    }
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

static gboolean
is_among (GArray     *ids,
          const TwId *id)
{
  for (guint i = 0; ids != NULL && i < ids->len; i++)
    if (tw_id_equal (&g_array_index (ids, TwId, i), id))
      return TRUE;
  return FALSE;
}

static void
update_away (TwBoardColumn *self,
             GtkWidget     *card)
{
  TwRow *row = tw_board_card_get_row (TW_BOARD_CARD (card));

  if (row != NULL && is_among (self->away, tw_row_get_id (row)))
    gtk_widget_add_css_class (card, "tw-dragged");
  else
    gtk_widget_remove_css_class (card, "tw-dragged");
}

static void
selected_cb (GtkListItem *item)
{
  tw_board_card_set_chosen (TW_BOARD_CARD (gtk_list_item_get_child (item)), gtk_list_item_get_selected (item));
}

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
  g_signal_connect (item, "notify::selected", G_CALLBACK (selected_cb), NULL);
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item,
         TwBoardColumn            *self)
{
  GtkWidget *card = gtk_list_item_get_child (item);

  tw_board_card_set_row (TW_BOARD_CARD (card), gtk_list_item_get_item (item), &self->style);
  update_away (self, card);
  selected_cb (item);
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

static gboolean
scroll_up_cb (gpointer data)
{
  TwBoardColumn *self = data;

  gtk_widget_activate_action (GTK_WIDGET (self->cards), "list.scroll-to-item", "u", 0);
  return G_SOURCE_REMOVE;
}

/* A list keeps the card in place that is at its top; one that comes before it, as by undo, would come unseen. */
static void
items_changed_cb (TwBoardColumn *self,
                  guint          position,
                  guint          removed,
                  guint          added)
{
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->cards));

  if (position == 0 && added > 0 && gtk_adjustment_get_value (adjustment) < 1)
    g_idle_add_full (G_PRIORITY_DEFAULT, scroll_up_cb, g_object_ref (self), g_object_unref);
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

  g_clear_pointer (&self->away, g_array_unref);
  tw_board_card_style_clear (&self->style);
  g_clear_pointer (&self->style.zone, g_time_zone_unref);
  g_free (self->where);
  tw_stage_free (self->stage);
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
  gtk_widget_class_bind_template_child (widget_class, TwBoardColumn, target);
  gtk_widget_class_bind_template_child (widget_class, TwBoardColumn, guest);
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
show_heading (TwBoardColumn *self)
{
  const TwChoice choice = { .color = self->stage->color };
  const char *css_class = tw_choice_get_css_class (&choice);

  gtk_label_set_label (self->title, self->stage->title);
  tw_tip_set (GTK_WIDGET (self->title), self->stage->title);
  gtk_widget_set_visible (GTK_WIDGET (self->dot), css_class != NULL);
  if (css_class != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->dot), css_class);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->cards), GTK_ACCESSIBLE_PROPERTY_LABEL, self->stage->title, -1);
}

/**
 * tw_board_column_new:
 * @state: the view
 * @group: the field whose values are the columns
 * @stage: which column
 *
 * Returns: (transfer floating): the column, which follows the state's query when tw_board_column_update_query() is called
 */
GtkWidget *
tw_board_column_new (TwViewState   *state,
                     const TwField *group,
                     const TwStage *stage)
{
  TwBoardColumn *self = g_object_new (TW_TYPE_BOARD_COLUMN, NULL);
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  const TwField *entered = tw_stage_get_entered_field (group);
  g_autoptr(TwQuery) query = NULL;

  self->state = g_object_ref (state);
  self->stage = tw_stage_copy (stage);
  self->style.stage = self->stage;
  self->style.zone = g_time_zone_ref (tw_workspace_get_zone (tw_view_state_get_workspace (state)));
  self->style.group = group->number;
  self->style.entered = entered != NULL ? entered->number : 0;
  self->where = tw_stage_dup_where (stage, group);
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
  g_signal_connect_object (self->results, "items-changed", G_CALLBACK (items_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->results, "notify", G_CALLBACK (results_changed_cb), self, G_CONNECT_SWAPPED);
  show_heading (self);
  tw_board_column_set_group (self, NULL);
  /* What is not counted yet is not nothing. */
  gtk_label_set_label (self->count, "");
  results_changed_cb (self);
  return GTK_WIDGET (self);
}

const TwStage *
tw_board_column_get_stage (TwBoardColumn *self)
{
  return self->stage;
}

TwResults *
tw_board_column_get_results (TwBoardColumn *self)
{
  return self->results;
}

/* --- Sums --- */

static char *
dup_sum (TwBoardColumn *self,
         GArray        *sums,
         TwValue       *total)
{
  TwWorkspace *workspace = tw_view_state_get_workspace (self->state);
  const TwField *field = tw_view_state_get_entity (self->state)->value_field;
  TwMoney money;

  *total = (TwValue) TW_VALUE_INIT;
  if (sums == NULL || sums->len == 0 || field == NULL)
    return NULL;
  if (field->type != TW_TYPE_MONEY)
    {
      *total = tw_value_copy (&g_array_index (sums, TwValue, 0));
      return tw_field_dup_text (field, total, NULL);
    }
  if (!tw_group_total (tw_workspace_get_store (workspace), sums, tw_workspace_get_currency (workspace), &money))
    return NULL;
  *total = tw_value_money (money.amount, money.currency);
  /* Headings show whole units; the list and the record have the cents. */
  return tw_money_dup_whole (&money);
}

/* How much of the stage's target its sum is; hidden where there is none. */
static void
show_target (TwBoardColumn *self,
             const TwValue *total,
             const char    *sum)
{
  g_autoptr(GArray) targets = g_array_new (FALSE, FALSE, sizeof (TwValue));
  g_auto(TwValue) target = TW_VALUE_INIT;
  g_autofree char *text = NULL, *words = NULL, *percent = NULL;
  double part = 0;

  if (!tw_value_is_null (&self->stage->target))
    {
      g_array_append_val (targets, self->stage->target);
      text = dup_sum (self, targets, &target);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->target), text != NULL && target.i > 0);
  if (!gtk_widget_get_visible (GTK_WIDGET (self->target)))
    return;
  if (total->type == target.type)
    part = (double) total->i / (double) target.i;
  percent = tw_number_format (&(const TwNumberUnit) { TW_NUMBER_PERCENT, 0 }, round (CLAMP (part, 0, 99) * 100), FALSE);
  /* Translators: of the bar of a board column: "$12,000 of the target of $50,000 (24%)". */
  words = g_strdup_printf (_("%s of the target of %s (%s)"), sum != NULL ? sum : "0", text, percent);
  gtk_progress_bar_set_fraction (self->target, CLAMP (part, 0, 1));
  tw_tip_set (GTK_WIDGET (self->target), words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->target), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}

void
tw_board_column_set_group (TwBoardColumn *self,
                           TwGroup       *group)
{
  g_autofree char *count = g_strdup_printf ("%'" G_GINT64_FORMAT, group != NULL ? group->count : 0);
  g_auto(TwValue) total = TW_VALUE_INIT, weighted_total = TW_VALUE_INIT;
  g_autofree char *sum = group != NULL ? dup_sum (self, group->sums, &total) : NULL;
  g_autofree char *weighted = group != NULL ? dup_sum (self, group->weighted, &weighted_total) : NULL;
  g_autofree char *both = NULL;

  if (sum != NULL && weighted != NULL)
    /* Translators: the sum of a board column, and the sum weighted by probability. */
    both = g_strdup_printf (_("%s · weighted %s"), sum, weighted);
  gtk_label_set_label (self->count, count);
  gtk_label_set_label (self->sums, both != NULL ? both : sum != NULL ? sum : "");
  tw_tip_set (GTK_WIDGET (self->sums), both);
  gtk_widget_set_visible (GTK_WIDGET (self->sums), tw_view_state_get_entity (self->state)->value_field != NULL);
  show_target (self, &total, sum);
}

void
tw_board_column_update_query (TwBoardColumn *self)
{
  g_autoptr(TwQuery) query = tw_query_with_where (tw_view_state_get_query (self->state), self->where, NULL);

  if (query != NULL)
    tw_results_set_query (self->results, query);
}

/* Calls the function with the cards that are in memory and shown. */
static void
each_card (TwBoardColumn *self,
           void         (*function) (TwBoardColumn *self, GtkWidget *card))
{
  for (GtkWidget *item = gtk_widget_get_first_child (GTK_WIDGET (self->cards)); item != NULL;
       item = gtk_widget_get_next_sibling (item))
    {
      GtkWidget *card = gtk_widget_get_first_child (item);

      if (TW_IS_BOARD_CARD (card))
        function (self, card);
    }
}

static void
update_card (TwBoardColumn *self,
             GtkWidget     *card)
{
  tw_board_card_update (TW_BOARD_CARD (card));
}

void
tw_board_column_set_compact (TwBoardColumn *self,
                             gboolean       compact)
{
  self->style.compact = compact;
  /* The font may have become another, too. */
  tw_board_card_style_clear (&self->style);
  each_card (self, update_card);
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

gboolean
tw_board_column_select (TwBoardColumn *self,
                        const TwId    *id)
{
  int position = tw_results_find (self->results, id);

  return position >= 0 && gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), position, FALSE);
}

gboolean
tw_board_column_focus_record (TwBoardColumn *self,
                              const TwId    *id)
{
  int position = tw_results_find (self->results, id);

  if (position < 0)
    return FALSE;
  gtk_widget_activate_action (GTK_WIDGET (self->cards), "list.scroll-to-item", "u", position);
  for (GtkWidget *item = gtk_widget_get_first_child (GTK_WIDGET (self->cards)); item != NULL;
       item = gtk_widget_get_next_sibling (item))
    {
      GtkWidget *card = gtk_widget_get_first_child (item);
      TwRow *row = TW_IS_BOARD_CARD (card) ? tw_board_card_get_row (TW_BOARD_CARD (card)) : NULL;

      if (row != NULL && tw_id_equal (tw_row_get_id (row), id) && gtk_widget_get_mapped (item))
        return gtk_widget_grab_focus (item);
    }
  return FALSE;
}

TwRow *
tw_board_column_ref_row (TwBoardColumn *self,
                         const TwId    *id)
{
  int position = tw_results_find (self->results, id);

  return position >= 0 ? g_list_model_get_item (G_LIST_MODEL (self->results), position) : NULL;
}

GtkWidget *
tw_board_column_set_guest (TwBoardColumn *self,
                           TwRow         *row)
{
  GtkWidget *card = NULL;

  if (row != NULL)
    {
      card = tw_board_card_new ();
      tw_board_card_set_row (TW_BOARD_CARD (card), row, &self->style);
    }
  adw_bin_set_child (self->guest, card);
  gtk_widget_set_visible (GTK_WIDGET (self->guest), card != NULL);
  return card;
}

void
tw_board_column_set_away (TwBoardColumn *self,
                          GArray        *ids)
{
  g_clear_pointer (&self->away, g_array_unref);
  self->away = ids != NULL ? g_array_ref (ids) : NULL;
  each_card (self, update_away);
}
