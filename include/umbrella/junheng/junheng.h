/* junheng: the whole library. */
#ifndef JUNHENG_H
#define JUNHENG_H

#include <junheng/access.h>
#include <junheng/arrow.h>
#include <junheng/assess.h>
#include <junheng/call.h>
#include <junheng/base.h>
#include <junheng/curve.h>
#include <junheng/decompose.h>
#include <junheng/budget.h>
#include <junheng/exact.h>
#include <junheng/flow.h>
#include <junheng/formula.h>
#include <junheng/frame.h>
#include <junheng/history.h>
#include <junheng/intake.h>
#include <junheng/json.h>
#include <junheng/measure.h>
#include <junheng/mip.h>
#include <junheng/node.h>
#include <junheng/pairs.h>
#include <junheng/paper.h>
#include <junheng/permute.h>
#include <junheng/plan.h>
#include <junheng/plot.h>
#include <junheng/publish.h>
#include <junheng/rotation.h>
#include <junheng/segregation.h>
#include <junheng/series.h>
#include <junheng/robust.h>
#include <junheng/sources.h>
#include <junheng/standards.h>
#include <junheng/sum.h>
#include <junheng/tally.h>

#endif
