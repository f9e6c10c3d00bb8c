/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can go wrong with files that come in and go out. Messages are sentences for people. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TW_EXCHANGE_ERROR (tw_exchange_error_quark ())
GQuark tw_exchange_error_quark (void);
typedef enum
{
  TW_EXCHANGE_ERROR_FORMAT,                            /* the file is not what it should be */
  TW_EXCHANGE_ERROR_LIMIT,                             /* a row, cell or file larger than the bounds */
  TW_EXCHANGE_ERROR_MAPPING,                           /* the columns cannot be matched with the fields */
  TW_EXCHANGE_ERROR_VALUE,                             /* a cell that the field cannot hold */
  TW_EXCHANGE_ERROR_LINK,                              /* no such record, or several */
  TW_EXCHANGE_ERROR_NOT_EMPTY,                         /* an archive goes into a new workspace only */
} TwExchangeError;

G_END_DECLS
