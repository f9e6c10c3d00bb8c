/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-progress.h"

#define STEPS 1000                                     /* of a bar: more nobody sees */

struct _TwProgress
{
  GObject       parent_instance;

  char         *title;                                 /* (owned) */
  GCancellable *cancellable;                           /* (owned) */
  int           step;                                  /* atomic, of STEPS */
  int           told;                                  /* atomic: whether the main thread has yet to hear of it */
  gboolean      ended;
};

G_DEFINE_FINAL_TYPE (TwProgress, tw_progress, G_TYPE_OBJECT)

enum { PROP_0, PROP_FRACTION, PROP_ENDED, N_PROPS };
static GParamSpec *properties[N_PROPS];

static gboolean
tell_cb (gpointer data)
{
  TwProgress *self = TW_PROGRESS (data);

  g_atomic_int_set (&self->told, FALSE);
  if (!self->ended)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FRACTION]);
  return G_SOURCE_REMOVE;
}

static void
tw_progress_finalize (GObject *object)
{
  TwProgress *self = TW_PROGRESS (object);

  g_object_unref (self->cancellable);
  g_free (self->title);
  G_OBJECT_CLASS (tw_progress_parent_class)->finalize (object);
}

static void
tw_progress_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_FRACTION:
      g_value_set_double (value, tw_progress_get_fraction (TW_PROGRESS (object)));
      break;
    case PROP_ENDED:
      g_value_set_boolean (value, TW_PROGRESS (object)->ended);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
tw_progress_class_init (TwProgressClass *klass)
{
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  G_OBJECT_CLASS (klass)->finalize = tw_progress_finalize;
  G_OBJECT_CLASS (klass)->get_property = tw_progress_get_property;
  properties[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, 0, 1, 0, flags);
  properties[PROP_ENDED] = g_param_spec_boolean ("ended", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);
}

static void
tw_progress_init (TwProgress *self)
{
  self->cancellable = g_cancellable_new ();
}

/**
 * tw_progress_new:
 * @title: what is being done, for people
 *
 * Returns: (transfer full): the progress of something that begins
 */
TwProgress *
tw_progress_new (const char *title)
{
  TwProgress *self = g_object_new (TW_TYPE_PROGRESS, NULL);

  self->title = g_strdup (title);
  return self;
}

/**
 * tw_progress_get_title:
 * @self: a progress
 *
 * Returns: what is being done
 */
const char *
tw_progress_get_title (TwProgress *self)
{
  g_return_val_if_fail (TW_IS_PROGRESS (self), NULL);
  return self->title;
}

/**
 * tw_progress_get_cancellable:
 * @self: a progress
 *
 * Returns: (transfer none): gives it up; the work looks at it
 */
GCancellable *
tw_progress_get_cancellable (TwProgress *self)
{
  g_return_val_if_fail (TW_IS_PROGRESS (self), NULL);
  return self->cancellable;
}

/**
 * tw_progress_get_fraction:
 * @self: a progress
 *
 * Returns: how much is done, from 0 to 1
 */
double
tw_progress_get_fraction (TwProgress *self)
{
  g_return_val_if_fail (TW_IS_PROGRESS (self), 0);
  return (double) g_atomic_int_get (&self->step) / STEPS;
}

/**
 * tw_progress_get_ended:
 * @self: a progress
 *
 * Returns: whether the work is over, done or not
 */
gboolean
tw_progress_get_ended (TwProgress *self)
{
  g_return_val_if_fail (TW_IS_PROGRESS (self), TRUE);
  return self->ended;
}

/**
 * tw_progress_report:
 * @self: a progress
 * @fraction: how much is done, from 0 to 1
 *
 * Tells how far it is. Any thread may call it as often as it likes: the main thread hears of the last step only.
 */
void
tw_progress_report (TwProgress *self,
                    double      fraction)
{
  int step = (int) (CLAMP (fraction, 0, 1) * STEPS);

  g_return_if_fail (TW_IS_PROGRESS (self));
  if (g_atomic_int_get (&self->step) == step)
    return;
  g_atomic_int_set (&self->step, step);
  if (g_atomic_int_compare_and_exchange (&self->told, FALSE, TRUE))
    g_idle_add_full (G_PRIORITY_DEFAULT, tell_cb, g_object_ref (self), g_object_unref);
}

/**
 * tw_progress_end:
 * @self: a progress
 *
 * The work is over; who shows it lets it go. Main thread.
 */
void
tw_progress_end (TwProgress *self)
{
  g_return_if_fail (TW_IS_PROGRESS (self));
  if (self->ended)
    return;
  self->ended = TRUE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ENDED]);
}
