/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-board-ask.h"

#include <glib/gi18n-lib.h>

#include "tw-form-row.h"

struct _TwBoardAsk
{
  GtkPopover   parent_instance;

  TwWorkspace *workspace;                              /* (owned) */
  TwStageMove *move;                                   /* (owned) (nullable) */
  GPtrArray   *questions;                              /* (owned) (nullable) those that are shown */
  GPtrArray   *rows;                                   /* (owned) TwFormRow, lent; those of plain questions */
  GtkListBox  *reasons;                                /* (nullable) the records offered for a link */
  const TwStageQuestion *reason;                       /* (nullable) the question of the list */
  int          chosen;                                 /* row of the list, -1: none */
  gboolean     running;
  gboolean     moved;

  /* From the template. */
  GtkLabel    *title;
  GtkBox      *form;
  GtkLabel    *error;
};

G_DEFINE_FINAL_TYPE (TwBoardAsk, tw_board_ask, GTK_TYPE_POPOVER)

enum { MOVED, DISMISSED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
show_error (TwBoardAsk *self,
            const char *message)
{
  gtk_label_set_label (self->error, message != NULL ? message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error), message != NULL);
}

/* --- Answers --- */

static gboolean
answer_rows (TwBoardAsk *self)
{
  GtkWidget *wrong = NULL;

  for (guint i = 0; i < self->rows->len; i++)
    {
      TwFormRow *row = g_ptr_array_index (self->rows, i);
      const TwStageQuestion *question = g_object_get_data (G_OBJECT (row), "question");
      g_auto(TwValue) value = TW_VALUE_INIT;
      g_autoptr(GError) error = NULL;

      if (!tw_field_input_get_value (tw_form_row_get_input (row), &value, &error)
          || (!tw_value_is_null (&value) && !tw_field_validate (question->field, &value, &error)))
        tw_form_row_set_error (row, error->message);
      else if (tw_value_is_null (&value) && question->required)
        tw_form_row_set_error (row, _("Fill this in."));
      else
        {
          tw_stage_move_answer (self->move, question->field, &value);
          continue;
        }
      if (wrong == NULL)
        wrong = GTK_WIDGET (row);
    }
  if (wrong != NULL)
    gtk_widget_grab_focus (wrong);
  return wrong == NULL;
}

static gboolean
answer_reason (TwBoardAsk *self)
{
  g_auto(TwValue) value = TW_VALUE_INIT;

  if (self->reasons == NULL)
    return TRUE;
  if (self->chosen < 0 && self->reason->required)
    {
      show_error (self, _("Choose one of these."));
      gtk_widget_child_focus (GTK_WIDGET (self->reasons), GTK_DIR_TAB_FORWARD);
      return FALSE;
    }
  if (self->chosen >= 0)
    value = tw_value_link (tw_field_get_target (self->reason->field)->number,
                           &g_array_index (self->reason->offered, TwId, self->chosen));
  tw_stage_move_answer (self->move, self->reason->field, &value);
  return TRUE;
}

static void
ran_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      data)
{
  g_autoptr(TwBoardAsk) self = TW_BOARD_ASK (data);
  g_autoptr(GError) error = NULL;

  /* Meanwhile the card may have been put back, and another moved. */
  if (self->move != TW_STAGE_MOVE (source))
    return;
  self->running = FALSE;
  if (tw_stage_move_run_finish (TW_STAGE_MOVE (source), result, &error))
    {
      self->moved = TRUE;
      gtk_popover_popdown (GTK_POPOVER (self));
    }
  else
    show_error (self, error != NULL ? error->message : _("Something else is missing now. Put the card back and move it again."));
}

static void
move (GtkWidget  *widget,
      const char *name,
      GVariant   *parameter)
{
  TwBoardAsk *self = TW_BOARD_ASK (widget);

  show_error (self, NULL);
  if (self->move == NULL || self->running || !answer_rows (self) || !answer_reason (self))
    return;
  self->running = TRUE;
  tw_stage_move_run_async (self->move, ran_cb, g_object_ref (self));
}

static void
put_back (GtkWidget  *widget,
          const char *name,
          GVariant   *parameter)
{
  gtk_popover_popdown (GTK_POPOVER (widget));
}

static const TwActionInfo infos[] = {
  { "ask.move", N_("Move the card with what was filled in"), "<Control>Return", NULL, NULL, move },
  { "ask.put-back", N_("Put the card back"), "Escape", NULL, NULL, put_back },
};

const TwActionTable tw_board_ask_actions = { N_("Moving a card"), infos, G_N_ELEMENTS (infos) };

/* --- The form --- */

static void
activate_cb (TwBoardAsk *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "ask.move", NULL);
}

/* One question that is answered by one act needs no button. */
static void
reason_activated_cb (TwBoardAsk    *self,
                     GtkListBoxRow *row)
{
  self->chosen = gtk_list_box_row_get_index (row);
  for (int i = 0; gtk_list_box_get_row_at_index (self->reasons, i) != NULL; i++)
    {
      GtkWidget *box = gtk_list_box_row_get_child (gtk_list_box_get_row_at_index (self->reasons, i));

      gtk_widget_set_opacity (gtk_widget_get_last_child (box), i == self->chosen ? 1 : 0);
    }
  if (self->rows->len == 0)
    gtk_widget_activate_action (GTK_WIDGET (self), "ask.move", NULL);
}

static void
add_reasons (TwBoardAsk            *self,
             const TwStageQuestion *question)
{
  TwStore *store = tw_workspace_get_store (self->workspace);
  GtkWidget *label = gtk_label_new (tw_field_get_label (question->field)), *list = gtk_list_box_new ();
  const TwEntity *target = tw_field_get_target (question->field);

  self->reason = question;
  self->reasons = GTK_LIST_BOX (list);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_add_css_class (label, "caption");
  /* Not a selection: the focus would make one, and a reason is not to be given by accident. */
  gtk_list_box_set_selection_mode (self->reasons, GTK_SELECTION_NONE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  tw_field_get_label (question->field), -1);
  for (guint i = 0; i < question->offered->len; i++)
    {
      g_autofree char *title = tw_store_dup_title (store, target->number, &g_array_index (question->offered, TwId, i));
      GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *text = gtk_label_new (title);
      GtkWidget *check = gtk_image_new_from_icon_name ("object-select-symbolic");

      gtk_label_set_xalign (GTK_LABEL (text), 0);
      gtk_label_set_ellipsize (GTK_LABEL (text), PANGO_ELLIPSIZE_END);
      gtk_widget_set_hexpand (text, TRUE);
      gtk_widget_set_opacity (check, 0);
      gtk_box_append (GTK_BOX (box), text);
      gtk_box_append (GTK_BOX (box), check);
      gtk_list_box_append (self->reasons, box);
    }
  g_signal_connect_object (list, "row-activated", G_CALLBACK (reason_activated_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (self->form, label);
  gtk_box_append (self->form, list);
}

static void
add_question (TwBoardAsk      *self,
              TwStageQuestion *question)
{
  GtkWidget *row = NULL;
  TwFieldInput *input = NULL;

  if (question->offered != NULL)
    {
      add_reasons (self, question);
      return;
    }
  if (!tw_field_input_can_edit (question->field))
    return;
  row = tw_form_row_new (self->workspace, question->field);
  input = tw_form_row_get_input (TW_FORM_ROW (row));
  tw_field_input_set_value (input, &question->value);
  g_object_set_data (G_OBJECT (row), "question", question);
  g_signal_connect_object (input, "activate", G_CALLBACK (activate_cb), self, G_CONNECT_SWAPPED);
  g_ptr_array_add (self->rows, row);
  gtk_box_append (self->form, row);
}

static void
shown_cb (TwBoardAsk *self)
{
  gtk_widget_child_focus (GTK_WIDGET (self->form), GTK_DIR_TAB_FORWARD);
}

static void
closed_cb (TwBoardAsk *self)
{
  g_signal_emit (self, signals[self->moved ? MOVED : DISMISSED], 0);
}

static void
tw_board_ask_dispose (GObject *object)
{
  TwBoardAsk *self = TW_BOARD_ASK (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_BOARD_ASK);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->questions, g_ptr_array_unref);
  g_clear_object (&self->move);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (tw_board_ask_parent_class)->dispose (object);
}

static void
tw_board_ask_class_init (TwBoardAskClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_board_ask_dispose;
  signals[MOVED] = g_signal_new ("moved", TW_TYPE_BOARD_ASK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[DISMISSED] = g_signal_new ("dismissed", TW_TYPE_BOARD_ASK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  tw_action_table_install (&tw_board_ask_actions, widget_class);
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("board/tw-board-ask.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwBoardAsk, title);
  gtk_widget_class_bind_template_child (widget_class, TwBoardAsk, form);
  gtk_widget_class_bind_template_child (widget_class, TwBoardAsk, error);
}

static void
tw_board_ask_init (TwBoardAsk *self)
{
  self->rows = g_ptr_array_new ();
  self->chosen = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self, "map", G_CALLBACK (shown_cb), NULL);
  g_signal_connect (self, "closed", G_CALLBACK (closed_cb), NULL);
}

/**
 * tw_board_ask_new:
 * @workspace: the workspace
 *
 * One popover serves one question after another: taking a popover apart while it closes is more than GTK 4.8 can bear.
 *
 * Returns: (transfer floating): a popover that asks nothing yet
 */
TwBoardAsk *
tw_board_ask_new (TwWorkspace *workspace)
{
  TwBoardAsk *self = g_object_new (TW_TYPE_BOARD_ASK, NULL);

  self->workspace = g_object_ref (workspace);
  return self;
}

static void
clear (TwBoardAsk *self)
{
  GtkWidget *child = NULL;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->form))) != NULL)
    gtk_box_remove (self->form, child);
  g_ptr_array_set_size (self->rows, 0);
  g_clear_pointer (&self->questions, g_ptr_array_unref);
  g_clear_object (&self->move);
  self->reasons = NULL;
  self->reason = NULL;
  self->chosen = -1;
  self->running = FALSE;
  self->moved = FALSE;
  show_error (self, NULL);
}

/**
 * tw_board_ask_start:
 * @self: a popover that is closed
 * @move: a move whose run asked
 * @title: title of the column that the cards are moved to
 *
 * Makes an input for each question. The popover is opened by the caller.
 */
void
tw_board_ask_start (TwBoardAsk  *self,
                    TwStageMove *move,
                    const char  *title)
{
  guint n = tw_stage_move_get_ids (move)->len;
  g_autofree char *heading = NULL;

  clear (self);
  if (n == 1)
    /* Translators: heading of the question that comes when a card is moved; %s is the column, "Lost". */
    heading = g_strdup_printf (_("Move to “%s”"), title);
  else
    heading = g_strdup_printf (ngettext ("Move %u card to “%s”", "Move %u cards to “%s”", n), n, title);
  self->move = g_object_ref (move);
  self->questions = g_ptr_array_ref (tw_stage_move_get_questions (move));
  gtk_label_set_label (self->title, heading);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, heading, -1);
  for (guint i = 0; i < self->questions->len; i++)
    add_question (self, g_ptr_array_index (self->questions, i));
}

/**
 * tw_board_ask_get_move:
 * @self: a popover
 *
 * Returns: (transfer none) (nullable): the move that it asked for last
 */
TwStageMove *
tw_board_ask_get_move (TwBoardAsk *self)
{
  g_return_val_if_fail (TW_IS_BOARD_ASK (self), NULL);
  return self->move;
}
