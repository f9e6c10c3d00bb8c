/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-chart-page.h"

#include <glib/gi18n-lib.h>

#include "tw-chart-choice.h"
#include "tw-dashboard-data.h"
#include "tw-empty-page.h"
#include "tw-figure-chooser.h"

struct _TwChartPage
{
  AdwBin        parent_instance;

  TwViewState  *state;                                 /* (owned) */
  TwFigureView *view;                                  /* child of bin */

  /* From the template. */
  TwFigureChooser *chooser;
  GtkStack      *stack;
  AdwBin        *bin;
  AdwStatusPage *empty_page, *error_page;
  GtkButton     *empty_button;
};

typedef struct
{
  GPtrArray   *dashboards;                             /* (owned) TwDashboard */
  GtkDropDown *names;
  GtkEditable *title;
} Choosing;

static void tw_chart_page_presentation_init (TwPresentationInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TwChartPage, tw_chart_page, ADW_TYPE_BIN,
                               G_IMPLEMENT_INTERFACE (TW_TYPE_PRESENTATION, tw_chart_page_presentation_init))

/* --- What is chosen --- */

static void
read_choice (TwChartPage  *self,
             TwChartKind  *kind,
             TwFigure    **figure)
{
  const TwEntity *entity = tw_view_state_get_entity (self->state);

  if (tw_chart_choice_parse (tw_view_state_get_chart (self->state), tw_workspace_get_schema (tw_view_state_get_workspace (self->state)), kind, figure))
    {
      if (g_str_equal ((*figure)->entity, entity->key))
        return;
      g_clear_pointer (figure, tw_figure_free);
    }
  tw_chart_choice_default (entity, kind, figure);
}

static void
show_choice (TwChartPage *self)
{
  TwChartKind kind;
  g_autoptr(TwFigure) figure = NULL;

  read_choice (self, &kind, &figure);
  tw_figure_chooser_set (self->chooser, tw_workspace_get_schema (tw_view_state_get_workspace (self->state)), figure, kind);
  tw_figure_view_set_figure (self->view, figure, kind, NULL);
}

static void
chosen_cb (TwChartPage *self)
{
  g_autoptr(TwFigure) figure = tw_figure_chooser_dup_figure (self->chooser);
  g_autofree char *json = NULL;

  if (self->state == NULL)
    return;
  json = tw_chart_choice_print (tw_figure_chooser_get_kind (self->chooser), figure);
  tw_view_state_set_chart (self->state, json);
}

static void
query_changed_cb (TwChartPage *self)
{
  g_autofree char *where = tw_view_state_dup_where (self->state);

  tw_figure_view_set_scope (self->view, where != NULL && *where != '\0' ? where : NULL, tw_view_state_get_text (self->state), NULL);
}

/* A chart of nothing would be its axes alone. */
static void
answered_cb (TwChartPage *self)
{
  TwFigureAnswer *answer = tw_figure_view_get_answer (self->view);

  if (self->state == NULL)
    return;
  if (answer == NULL && tw_figure_view_get_error (self->view) != NULL)
    {
      tw_tell (self->error_page, tw_figure_view_get_error (self->view));
      gtk_stack_set_visible_child_name (self->stack, "error");
    }
  else if (answer != NULL && answer->total.count == 0)
    {
      tw_empty_page_show (self->empty_page, self->empty_button, self->state);
      gtk_stack_set_visible_child_name (self->stack, "empty");
    }
  else
    gtk_stack_set_visible_child_name (self->stack, "chart");
}

static void
reload (GtkWidget  *widget,
        const char *name,
        GVariant   *parameter)
{
  tw_figure_view_reload (TW_CHART_PAGE (widget)->view);
}

/* --- Onto a dashboard --- */

static void
choosing_free (gpointer data)
{
  g_ptr_array_unref (((Choosing *) data)->dashboards);
  g_free (data);
}

static void
chosen_dashboard_cb (AdwMessageDialog *dialog,
                     const char       *response,
                     TwChartPage      *self)
{
  Choosing *choosing = g_object_get_data (G_OBJECT (dialog), "choosing");
  guint selected = gtk_drop_down_get_selected (choosing->names);
  g_autoptr(GError) error = NULL;

  if (self->state == NULL || !g_str_equal (response, "add") || selected >= choosing->dashboards->len)
    return;
  if (!tw_chart_page_add_to (self, &((TwDashboard *) g_ptr_array_index (choosing->dashboards, selected))->id,
                             gtk_editable_get_text (choosing->title), &error))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", error->message);
}

static void
add_to_dashboard (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  TwChartPage *self = TW_CHART_PAGE (widget);
  TwStore *store = tw_workspace_get_store (tw_view_state_get_workspace (self->state));
  GPtrArray *dashboards = tw_dashboard_list (store, NULL);
  g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);
  GtkWidget *dialog = NULL, *box = NULL;
  Choosing *choosing = NULL;

  if (dashboards == NULL || dashboards->len == 0)
    {
      g_clear_pointer (&dashboards, g_ptr_array_unref);
      gtk_widget_activate_action (widget, "win.show-dashboards", NULL);
      return;
    }
  for (guint i = 0; i < dashboards->len; i++)
    gtk_string_list_append (names, ((TwDashboard *) g_ptr_array_index (dashboards, i))->name);
  choosing = g_new0 (Choosing, 1);
  choosing->dashboards = dashboards;
  choosing->names = GTK_DROP_DOWN (gtk_drop_down_new (g_object_ref (G_LIST_MODEL (names)), NULL));
  choosing->title = GTK_EDITABLE (gtk_entry_new ());
  gtk_editable_set_text (choosing->title, tw_view_state_get_name (self->state) != NULL ? tw_view_state_get_name (self->state)
                                          : tw_entity_get_label (tw_view_state_get_entity (self->state), TRUE));
  gtk_entry_set_activates_default (GTK_ENTRY (choosing->title), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (choosing->title), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Title"), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (choosing->names), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Dashboard"), -1);
  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (choosing->title));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (choosing->names));
  dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)), _("Add to Dashboard"), NULL);
  g_object_set_data_full (G_OBJECT (dialog), "choosing", choosing, choosing_free);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), box);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "add", _("_Add"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "add", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "add");
  g_signal_connect_object (dialog, "response", G_CALLBACK (chosen_dashboard_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static const TwActionInfo infos[] = {
  { "chart-page.add-to-dashboard", N_("Add the chart to a dashboard"), NULL, NULL, NULL, add_to_dashboard },
  { "chart-page.reload", N_("Recalculate the chart"), NULL, NULL, NULL, reload },
};

const TwActionTable tw_chart_page_actions = { N_("Chart of a view"), infos, G_N_ELEMENTS (infos) };

/* --- As a presentation: it shows no single records --- */

static GArray *
tw_chart_page_dup_selected (TwPresentation *presentation)
{
  return g_array_new (FALSE, FALSE, sizeof (TwId));
}

static void
tw_chart_page_clear_selection (TwPresentation *presentation)
{
}

static void
tw_chart_page_take_focus (TwPresentation *presentation)
{
  gtk_widget_grab_focus (GTK_WIDGET (tw_chart_view_get_canvas (tw_figure_view_get_chart (TW_CHART_PAGE (presentation)->view))));
}

static void
tw_chart_page_presentation_init (TwPresentationInterface *iface)
{
  iface->dup_selected = tw_chart_page_dup_selected;
  iface->clear_selection = tw_chart_page_clear_selection;
  iface->take_focus = tw_chart_page_take_focus;
}

static void
tw_chart_page_dispose (GObject *object)
{
  TwChartPage *self = TW_CHART_PAGE (object);

  g_clear_object (&self->state);
  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_CHART_PAGE);
  G_OBJECT_CLASS (tw_chart_page_parent_class)->dispose (object);
}

static void
tw_chart_page_class_init (TwChartPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_chart_page_dispose;
  tw_action_table_install (&tw_chart_page_actions, widget_class);
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("charts/tw-chart-page.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwChartPage, chooser);
  gtk_widget_class_bind_template_child (widget_class, TwChartPage, stack);
  gtk_widget_class_bind_template_child (widget_class, TwChartPage, bin);
  gtk_widget_class_bind_template_child (widget_class, TwChartPage, empty_page);
  gtk_widget_class_bind_template_child (widget_class, TwChartPage, empty_button);
  gtk_widget_class_bind_template_child (widget_class, TwChartPage, error_page);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
}

static void
tw_chart_page_init (TwChartPage *self)
{
  g_type_ensure (TW_TYPE_FIGURE_CHOOSER);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tw_chart_page_can_show:
 * @entity: an entity
 *
 * Returns: %TRUE: the records of every entity can be counted
 */
gboolean
tw_chart_page_can_show (const TwEntity *entity)
{
  return TRUE;
}

/**
 * tw_chart_page_new:
 * @state: what to show
 *
 * Returns: (transfer floating): a chart of the view's records
 */
GtkWidget *
tw_chart_page_new (TwViewState *state)
{
  TwChartPage *self = g_object_new (TW_TYPE_CHART_PAGE, NULL);
  TwWorkspace *workspace = tw_view_state_get_workspace (state);

  self->state = g_object_ref (state);
  self->view = TW_FIGURE_VIEW (tw_figure_view_new (workspace));
  adw_bin_set_child (self->bin, GTK_WIDGET (self->view));
  g_signal_connect_object (self->view, "answered", G_CALLBACK (answered_cb), self, G_CONNECT_SWAPPED);
  g_menu_append (tw_chart_view_get_menu (tw_figure_view_get_chart (self->view)), _("_Add to Dashboard…"), "chart-page.add-to-dashboard");
  query_changed_cb (self);
  show_choice (self);
  g_signal_connect_object (state, "notify::query", G_CALLBACK (query_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (state, "notify::chart", G_CALLBACK (show_choice), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (state, "notify::entity", G_CALLBACK (show_choice), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

/**
 * tw_chart_page_add_to:
 * @self: a page
 * @dashboard: id of a dashboard
 * @title: what is to stand above the chart
 * @error: of the store
 *
 * Returns: whether the chart is there
 */
gboolean
tw_chart_page_add_to (TwChartPage *self,
                      const TwId  *dashboard,
                      const char  *title,
                      GError     **error)
{
  TwChartKind kind;
  g_autoptr(TwFigure) figure = NULL;
  g_autofree char *json = NULL, *where = NULL;

  g_return_val_if_fail (TW_IS_CHART_PAGE (self), FALSE);
  read_choice (self, &kind, &figure);
  where = tw_view_state_dup_where (self->state);
  if (where != NULL && *where != '\0')
    {
      g_free (figure->where);
      figure->where = g_steal_pointer (&where);
    }
  json = tw_figure_print (figure);
  return tw_dashboard_add_widget (tw_workspace_get_store (tw_view_state_get_workspace (self->state)), dashboard, title, kind, json, error);
}

/**
 * tw_chart_page_get_view:
 * @self: a page
 *
 * Returns: (transfer none): its chart
 */
TwFigureView *
tw_chart_page_get_view (TwChartPage *self)
{
  g_return_val_if_fail (TW_IS_CHART_PAGE (self), NULL);
  return self->view;
}
