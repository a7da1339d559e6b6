-- From the certificate to the month its money is due / 从取证到应兑付
--
-- Paid per certificate (二（六）“按照取证人数兑现补贴”). Steps: claimed, checked (some are handed back once),
-- published, due. A claim that will be turned down is set apart when the certificate is earned, waits like the
-- others and is counted when it is checked. 不予补贴者与其他申领同样等候，审核时计入。
local axes = require "model/axes"
local input = require "model/inputs"
local reading = require "model/readings"
local people = require "model/people"
local rates = require "model/rates"
local department, level, item, payer = axes.department, axes.level, axes.item, axes.payer
local claims = {}

local claim_wait = axes.wait(input.claim_wait, axes.claim_month)
local check_wait = axes.wait(input.check_wait, axes.check_month)
local claim_delay, payment_delay = round(input.claim_delay), round(input.payment_delay)

-- the claim window (X16): who waits longer than it comes too late. The wait of those in time, and of the late.
local late, too_late, in_time_wait, late_wait = 0, {}, {}, {}
for j, share in pairs(claim_wait) do
  too_late[j] = where(gt(j * amount(1, "month") + claim_delay, input.claim_window), 1, 0)
  late = late + share * too_late[j]
end
for j, share in pairs(claim_wait) do
  local first, last = 0, 0                                  -- where nobody is in time, or nobody late
  if j == 0 then first = 1 end
  if j == #claim_wait then last = 1 end
  in_time_wait[j] = where(lt(late, 1 - 1e-9), min(1, share * (1 - too_late[j]) / (1 - late)), first)
  late_wait[j] = where(gt(late, 1e-9), min(1, share * too_late[j] / late), last)
end
local turned_down = min(1, input.reject_identity + input.reject_repeat + late)

-- ── steps ───────────────────────────────────────────────────────────────────────────────────────
local function first_steps(name, certified, wait)
  return pipeline(name, delayed(certified, claim_delay), {
    { name = "claimed", wait = wait },
    { name = "checked", wait = check_wait, again = { chance = input.returned, months = 1 } } })
end

-- People by any axes -> { claimed, checked, published, due, and who is on the way by stage }
local function process(name, certified)
  local first = first_steps(name, certified, in_time_wait)
  local last = pipeline(name, first.checked.people, {
    { name = "published", wait = axes.wait(input.notice_wait, axes.notice_month) },
    { name = "due", wait = axes.wait(input.payment_wait, axes.payment_month) } })
  local due = delayed(last.due.people, payment_delay)
  if reading.payment_batch == "december" then due = batched(due, eq(month(), 12)) end
  return { certified = certified, claimed = first.claimed.people, checked = first.checked.people,
    published = last.published.people, due = due, back = first.checked.back,
    to_claim = total(certified) - total(first.claimed.people), in_check = first.checked.within,
    in_notice = last.published.within, to_pay = total(last.published.people) - total(due) }
end

-- ── level certificates: the HR bureau's by group, other departments', firms' / 技能等级 ─────────
local certified = people.level_certified
local own = {}
for _, id in ipairs(people.county) do
  if id ~= "hr" then own[#own + 1] = id end
end
local five, sixth = input.five_share, 0
if reading.sixth_group == "yes" then sixth = input.sixth_share end    -- X10
local group_share = stack(axes.group, function(id)
  if id == "employee" then return (1 - sixth) * (1 - five) end
  if id == "sixth" then return 0 * five + sixth end
  return (1 - sixth) * five * input.group_mix:at(axes.group, id)
end)
local by_group = multinomial("group", certified:at(department, "hr"), group_share)
local eligible = stack(level, function(id)
  if id ~= "L5" and id ~= "L4" then return input.eligible_high end
  if reading.employee_low == "as_groups" then                         -- X14
    return stack(axes.group, function(one)
      if one == "employee" then return 1 end
      return input.eligible_low:at(axes.group, one)
    end)
  end
  return input.eligible_low
end)
local with_rate_by_group = by_group * eligible
local at_firms = certified:only { department = people.firms }:sum(department)
if reading.employee_low == "none" then at_firms = at_firms:only { level = axes.high_levels } end
local with_rate = stack(payer, {
  employee = with_rate_by_group:at(axes.group, "employee"),
  five = with_rate_by_group:sum(axes.group) - with_rate_by_group:at(axes.group, "employee"),
  own = certified:only { department = own }:sum(department),
  firm = at_firms,
})
local level_outcome = multinomial("level_outcome", with_rate, {
  approved = input.claim_organised * (1 - turned_down), refused = input.claim_organised * turned_down, rest = "unclaimed" })
claims.level = process("claim_level", level_outcome.approved)

-- ── qualifications: by course and subsidies used, then by item / 职业资格 ───────────────────────
-- Certified within the plan only (“《方案》实施期内参加培训取得”), at most two subsidies a person.
local cap, used, one_each = people.cap, people.subsidies_used, people.one_each
local passed = cap:now(people.item_passed)
local entitled = passed * in_plan()
if reading.employee_registration == "registered" then                 -- X27
  local elsewhere = binomial("registered_elsewhere", entitled, input.employee_share * input.unregistered)
  cap:returns(elsewhere:sum(axes.course) * one_each)
  entitled = entitled - elsewhere
end
local may = { "0", "1" }
if reading.cap_period == "none" then may = { "0", "1", "2" } end      -- X9
local within_cap = entitled:only { [used.name] = may }
local item_outcome = multinomial("item_outcome", within_cap, {
  approved = input.claim_individual * (1 - turned_down), refused = input.claim_individual * turned_down,
  rest = "unclaimed" })
local third = binomial("third_claim", entitled - within_cap, input.claim_individual)
local approved = item_outcome.approved
cap:uses((approved:only { [used.name] = { "0", "1" } }):sum(axes.course) * one_each)
cap:returns((passed * (1 - in_plan()) + item_outcome.refused + item_outcome.unclaimed
  + (entitled - within_cap) + approved:only { [used.name] = "2" }):sum(axes.course) * one_each)
claims.first = approved:at(used, "0"):sum()
claims.second = approved:at(used, "1"):sum()

-- Items of a course: which one a certificate is for does not depend on what happened before it.
local function to_items(name, of_course)
  local parts = {}
  for _, id in ipairs(axes.course:labels()) do
    local ids, sum, shares = people.items_of[id], people.mix_of(id), {}
    for i, one in ipairs(ids) do
      if i < #ids then shares[one] = where(gt(sum, 0), input.item_mix:at(item, one) / sum, 0) end
    end
    local people_here = of_course:at(axes.course, id)
    if #ids == 1 then
      parts[ids[1]] = people_here
    else
      shares.rest = ids[#ids]
      for one, part in pairs(multinomial(name .. "_" .. id, people_here, shares)) do parts[one] = part end
    end
  end
  return stack(item, parts)
end
local approved_items = to_items("item_paid", approved:sum(used))
claims.item_certified = approved_items + to_items("item_unpaid", (passed - approved):sum(used))
claims.item = process("claim_item", regroup(approved_items, item, rates.line, rates.line_of))

-- ── work-for-training: three months in work, then the firm claims / 以工代训 ────────────────────
local held = delayed(people.work_completed:sum(), round(input.hold_months))
local retained, left = split("retained", held, input.retention)
local work_outcome = multinomial("work_outcome", retained, {
  approved = input.claim_firm * (1 - turned_down), refused = input.claim_firm * turned_down, rest = "unclaimed" })
claims.work = process("claim_work", work_outcome.approved)

-- ── apprentices: the firm claims each certificate; each_year pays the first of two years at its end (X11) ──
local fine = people.apprentice_certified
claims.apprentice = process("claim_apprentice", fine)
claims.apprentice_first = people.apprentice_fine:at(axes.term, "two") * 0
if reading.apprentice_pay == "each_year" then
  claims.apprentice_first = delayed(people.apprentice_fine:at(axes.term, "two"), 12)
end

-- ── turned down, by reason / 不予补贴 ───────────────────────────────────────────────────────────
local function refused_parts(name, refused)
  local share = where(gt(turned_down, 0), 1 / turned_down, 0)
  local parts = multinomial(name, refused, { identity = min(1, input.reject_identity * share),
    late = clamp(late * share, 0, 1 - min(1, input.reject_identity * share)), rest = "repeat" })
  return stack(axes.reason, { identity = parts.identity, late = parts.late, ["repeat"] = parts["repeat"], third = 0 })
end
local refused = stack(axes.kind, {
  level = refused_parts("refused_level", level_outcome.refused:sum()),
  qualification = refused_parts("refused_item", item_outcome.refused:sum()) + axes.at_only(axes.reason, "third", third:sum()),
  work = refused_parts("refused_work", work_outcome.refused), special = 0, other = 0, apprentice = 0 })
local refused_wait = {}
for j, share in pairs(in_time_wait) do
  refused_wait[j] = stack(axes.reason, { late = late_wait[j], otherwise = share })
end
local refused_steps = first_steps("refused", refused, refused_wait)
claims.refused = refused_steps.checked.people
claims.refused_claimed = refused_steps.claimed.people:sum(axes.reason)
claims.refused_to_claim = (total(refused) - total(refused_steps.claimed.people)):sum(axes.reason)
claims.refused_in_check = refused_steps.checked.within:sum(axes.reason)

-- ── by kind / 按类别 ────────────────────────────────────────────────────────────────────────────
function claims.by_kind(step)
  return stack(axes.kind, { level = claims.level[step]:sum(), qualification = claims.item[step]:sum(),
    work = claims.work[step], apprentice = claims.apprentice[step]:sum(), special = 0, other = 0 })
end
claims.certified_by_group = by_group
claims.refused_at_certificate = stack(axes.kind, { level = level_outcome.refused:sum(),
  qualification = item_outcome.refused:sum() + third:sum(), work = work_outcome.refused, special = 0, other = 0,
  apprentice = 0 })
claims.unclaimed = stack(axes.kind, { level = level_outcome.unclaimed:sum(),
  qualification = item_outcome.unclaimed:sum() + (entitled - within_cap):sum() - third:sum(),
  work = work_outcome.unclaimed, special = 0, other = 0, apprentice = 0 })
claims.no_rate = stack(axes.kind, { level = certified:sum() - with_rate:sum(), -- employees below level 3
  qualification = (passed - entitled):sum(), special = people.special_certified, other = 0, work = 0, apprentice = 0 })
claims.retained, claims.work_left = retained, left
claims.held = total(people.work_completed:sum()) - total(held)

return claims
