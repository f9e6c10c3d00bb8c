/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-record-body.h"

#define MIN_HEIGHT 120                                 /* px; its columns scroll, and are not asked how high they would like to be */
#define MIN_WIDTH  320                                 /* px; of a phone's page inside its borders */
#define WIDE_WIDTH 740                                 /* px; three columns and their separators */

struct _TwRecordBody
{
  GtkWidget  parent_instance;

  GtkWidget *child;                                    /* (nullable) */
  gboolean   wide;
  guint      notify_id;
};

G_DEFINE_FINAL_TYPE (TwRecordBody, tw_record_body, GTK_TYPE_WIDGET)

enum { PROP_0, PROP_WIDE, N_PROPS };
static GParamSpec *properties[N_PROPS];

/* Widgets cannot be moved while they are given their places. */
static gboolean
notify_cb (gpointer data)
{
  TwRecordBody *self = TW_RECORD_BODY (data);

  self->notify_id = 0;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WIDE]);
  return G_SOURCE_REMOVE;
}

static void
tw_record_body_measure (GtkWidget     *widget,
                        GtkOrientation orientation,
                        int            for_size,
                        int           *minimum,
                        int           *natural,
                        int           *minimum_baseline,
                        int           *natural_baseline)
{
  TwRecordBody *self = TW_RECORD_BODY (widget);

  *minimum = *natural = 0;
  if (self->child == NULL || !gtk_widget_should_layout (self->child))
    return;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      gtk_widget_measure (self->child, orientation, -1, minimum, natural, NULL, NULL);
      *minimum = MIN (*minimum, MIN_WIDTH);
      return;
    }
  *minimum = *natural = MIN_HEIGHT;
}

static void
tw_record_body_size_allocate (GtkWidget *widget,
                              int        width,
                              int        height,
                              int        baseline)
{
  TwRecordBody *self = TW_RECORD_BODY (widget);
  gboolean wide = width >= WIDE_WIDTH;
  int least = 0;

  if (wide != self->wide)
    {
      self->wide = wide;
      if (self->notify_id == 0)
        self->notify_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, notify_cb, self, NULL);
    }
  if (self->child == NULL || !gtk_widget_should_layout (self->child))
    return;
  gtk_widget_measure (self->child, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  gtk_widget_allocate (self->child, MAX (width, least), height, baseline, NULL);
}

static GtkSizeRequestMode
tw_record_body_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
tw_record_body_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  g_value_set_boolean (value, TW_RECORD_BODY (object)->wide);
}

static void
tw_record_body_dispose (GObject *object)
{
  TwRecordBody *self = TW_RECORD_BODY (object);

  g_clear_handle_id (&self->notify_id, g_source_remove);
  g_clear_pointer (&self->child, gtk_widget_unparent);
  G_OBJECT_CLASS (tw_record_body_parent_class)->dispose (object);
}

static void
tw_record_body_class_init (TwRecordBodyClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_record_body_dispose;
  G_OBJECT_CLASS (klass)->get_property = tw_record_body_get_property;
  widget_class->measure = tw_record_body_measure;
  widget_class->size_allocate = tw_record_body_size_allocate;
  widget_class->get_request_mode = tw_record_body_get_request_mode;
  properties[PROP_WIDE] = g_param_spec_boolean ("wide", NULL, NULL, TRUE,
                                                G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);
}

static void
tw_record_body_init (TwRecordBody *self)
{
  self->wide = TRUE;
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

/**
 * tw_record_body_set_child:
 * @self: a body
 * @child: (transfer floating): what it holds from now on
 *
 * Takes the place of what it held.
 */
void
tw_record_body_set_child (TwRecordBody *self,
                          GtkWidget    *child)
{
  g_return_if_fail (TW_IS_RECORD_BODY (self) && GTK_IS_WIDGET (child));
  g_clear_pointer (&self->child, gtk_widget_unparent);
  self->child = child;
  gtk_widget_set_parent (child, GTK_WIDGET (self));
}

/**
 * tw_record_body_is_wide:
 * @self: a body
 *
 * Returns: whether there is room for columns beside each other; so it is until it is given its place
 */
gboolean
tw_record_body_is_wide (TwRecordBody *self)
{
  g_return_val_if_fail (TW_IS_RECORD_BODY (self), TRUE);
  return self->wide;
}
